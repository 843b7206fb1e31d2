import type { Connector } from '@simulator/station';
import { FaultForm } from '../faults/fault-form.js';
import '../faults/faults.css';
import { Dialog } from '../ui/dialog.js';

/** A fault with its codes, without leaving the session. */
export function FaultDialog({ connector, onClose }: { connector: Connector; onClose: () => void }) {
  const { id, fault } = connector;
  return (
    <Dialog title={`Fault at connector ${id}`} onClose={onClose}>
      <FaultForm connectorId={id} name={`Connector ${id}`} fault={fault} connector={connector} onDone={onClose} />
    </Dialog>
  );
}
