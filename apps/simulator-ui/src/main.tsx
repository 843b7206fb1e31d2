import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { CrashScreen } from './app/crash-screen.js';
import { startSimulator } from './app/simulator.js';
import { SimulatorContext } from './app/simulator-context.js';
import { watchSession } from './session/session.js';
import { applyLook } from './shell/theme.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

applyLook();
watchSession();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <SimulatorContext value={startSimulator()}>
      <CrashScreen>
        <App />
      </CrashScreen>
    </SimulatorContext>
  </StrictMode>,
);
