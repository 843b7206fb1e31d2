import { useState } from 'react';
import { FrameEditor } from '../editor/frame-editor.js';
import { useStationInput } from '../station/station-context.js';
import { Dialog } from '../ui/dialog.js';
import { AnswersDialog } from '../wire/answers-dialog.js';
import { InterceptDialog } from '../wire/intercept-dialog.js';
import { CompareDialog } from './compare-dialog.js';
import { freshCall } from './frame-check.js';
import { ImportDialog } from './import-dialog.js';
import type { TimelineDialog } from './timeline-bar.js';
import type { Capture } from './timeline.js';

interface TimelineDialogsProps {
  dialog: TimelineDialog;
  onClose: () => void;
  onCapture: (capture: Capture) => void;
}

export function TimelineDialogs({ dialog, onClose, onCapture }: TimelineDialogsProps) {
  switch (dialog.kind) {
    case 'send':
      return <SendDialog onClose={onClose} />;
    case 'import':
      return <ImportDialog onClose={onClose} onCapture={onCapture} />;
    case 'intercept':
      return <InterceptDialog onClose={onClose} />;
    case 'answers':
      return <AnswersDialog from={dialog.from} onClose={onClose} />;
    case 'compare':
      return <CompareDialog left={dialog.left} right={dialog.right} onClose={onClose} />;
  }
}

/** A frame from scratch. It stays open: who tries things out sends more than one. */
function SendDialog({ onClose }: { onClose: () => void }) {
  const input = useStationInput();
  const [text, setText] = useState(() => freshCall('Heartbeat', {}, `by-hand-${Date.now()}`));
  const [sent, setSent] = useState(0);
  return (
    <Dialog title="Send a frame by hand" onClose={onClose}>
      <FrameEditor
        text={text}
        onChange={setText}
        onSend={(frame) => void input({ type: 'frameSubmitted', text: frame }).then(() => setSent(sent + 1))}
        onClose={onClose}
      />
      <p className="soft" role="status">
        {sent > 0 && `Sent ${sent === 1 ? 'once' : `${sent} times`}; the timeline shows it.`}
      </p>
    </Dialog>
  );
}
