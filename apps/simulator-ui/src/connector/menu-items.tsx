import type { Connector, StationInput } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useStationInput } from '../station/station-context.js';
import { Icon } from '../ui/icon.js';
import type { IconName } from '../ui/icon.js';
import { useClosePopover } from '../ui/popover.js';
import type { ConnectorDialog } from './connector-menu.js';
import { useConnectorActions } from './connector-actions.js';

interface MenuItemsProps {
  snapshot: StationSnapshot;
  connector: Connector;
  onDialog: (dialog: ConnectorDialog) => void;
}

export function MenuItems({ snapshot, connector, onDialog }: MenuItemsProps) {
  const input = useStationInput();
  const close = useClosePopover();
  const { idTag, tagProblem } = useConnectorActions(snapshot, connector);
  const { id: connectorId, car, transaction } = connector;
  const send = (told: StationInput) => () => {
    void input(told);
    close();
  };
  const ask = (dialog: ConnectorDialog) => () => {
    close();
    onDialog(dialog);
  };

  return (
    <>
      {car !== null && (
        <Item
          icon={car.paused ? 'play' : 'pause'}
          name={car.paused ? 'Resume in the car' : 'Suspend by the car'}
          onClick={send({ type: 'carChanged', connectorId, paused: !car.paused })}
        />
      )}
      <Item
        icon={connector.pausedByStation ? 'play' : 'pause'}
        name={connector.pausedByStation ? 'Resume by the station' : 'Suspend by the station'}
        onClick={send({ type: 'stationPaused', connectorId, paused: !connector.pausedByStation })}
      />
      {transaction !== null && (
        <Item icon="stop" name="Emergency stop" onClick={send({ type: 'stopPressed', connectorId, emergency: true })} />
      )}
      {transaction === null && tagProblem === null && (
        <Item
          icon="card"
          name={`Accept ${idTag} without asking the CSMS`}
          onClick={send({ type: 'tagPresented', idTag, connectorId, authorized: true })}
        />
      )}
      <hr />
      <Service snapshot={snapshot} connector={connector} send={send} onDialog={ask} />
    </>
  );
}

interface ServiceProps {
  snapshot: StationSnapshot;
  connector: Connector;
  send: (told: StationInput) => () => void;
  onDialog: (dialog: ConnectorDialog) => () => void;
}

/** What the service does rather than the driver. */
function Service({ snapshot, connector, send, onDialog }: ServiceProps) {
  const { id: connectorId, fault, lockStuck } = connector;
  const reservation = snapshot.station.reservations.find((held) => held.connectorId === connectorId);
  const isOpen = connector.scheduledAvailability ?? connector.available;
  const command = (action: string, payload: unknown) => send({ type: 'commandedLocally', action, payload });
  return (
    <>
      <Item icon="alert" name={fault === null ? 'Fault…' : 'Another fault…'} onClick={onDialog('fault')} />
      {fault !== null && (
        <Item icon="check" name="Clear the fault" onClick={send({ type: 'faultCleared', connectorId })} />
      )}
      <Item
        icon={isOpen ? 'x' : 'check'}
        name={isOpen ? 'Make unavailable' : 'Make available'}
        onClick={command('ChangeAvailability', { connectorId, type: isOpen ? 'Inoperative' : 'Operative' })}
      />
      {reservation === undefined ? (
        <Item icon="flag" name="Reserve…" onClick={onDialog('reserve')} />
      ) : (
        <Item
          icon="flag"
          name={`Cancel the reservation for ${reservation.idTag}`}
          onClick={command('CancelReservation', { reservationId: reservation.reservationId })}
        />
      )}
      <Item icon="unlock" name="Unlock the plug" onClick={command('UnlockConnector', { connectorId })} />
      <Item
        icon="lock"
        name={lockStuck ? 'Repair the lock' : 'Let the lock stick'}
        onClick={send({ type: 'lockStuck', connectorId, stuck: !lockStuck })}
      />
    </>
  );
}

function Item({ icon, name, onClick }: { icon: IconName; name: string; onClick: () => void }) {
  return (
    <button type="button" className="button button-quiet" onClick={onClick}>
      <Icon name={icon} />
      {name}
    </button>
  );
}
