import type { StationDefinition } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';
import { ConnectForm } from './connect-form.js';
import type { CsmsTarget } from './csms-target.js';

/** Where a station connects to, and under which id. */
export function EditAddressDialog({ definition, onClose }: { definition: StationDefinition; onClose: () => void }) {
  const { client } = useSimulator();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function change({ csmsUrl, stationId, relayed }: CsmsTarget): Promise<void> {
    setBusy(true);
    try {
      // A demo's card and expiry belong to the old address.
      const { demo: _demo, ...rest } = definition;
      const config = { ...definition.config, id: stationId };
      await client.updateDefinition({ ...rest, csmsUrl, config, ...(relayed === true ? { relay: {} } : {}) });
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Address of ${definition.name}`} onClose={onClose}>
      <ConnectForm
        initialAddress={fullAddress(definition)}
        submitName="Use this address"
        busy={busy}
        onSubmit={(target) => void change(target)}
      />
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

function fullAddress({ csmsUrl, config }: StationDefinition): string {
  const url = new URL(csmsUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(config.id)}`;
  return url.href;
}
