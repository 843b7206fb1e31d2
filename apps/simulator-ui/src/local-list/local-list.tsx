import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { useCard } from '../connector/cards.js';
import { useStationInput } from '../station/station-context.js';
import { NumberAction } from '../ui/number-action.js';
import { EntryForm } from './entry-form.js';
import { entryTexts, listProblem, noEntry, putEntry, removeAll, removeEntry, setVersion } from './list-update.js';
import type { EntryTexts } from './list-update.js';
import { tagRows } from './tag-rows.js';
import { TagTable } from './tag-table.js';

/** OCPP's integers are those of 32 bits. */
const MAX_VERSION = 2_147_483_647;

/** The local authorization list: as the CSMS sent it, or as a person changes it here. */
export function LocalListSection({
  snapshot: { definition, station },
  csmsNow,
}: {
  snapshot: StationSnapshot;
  csmsNow: number;
}) {
  const input = useStationInput();
  const card = useCard(definition.key);
  const [edited, setEdited] = useState<EntryTexts | null>(null);
  const { localList } = station.authorization;
  const entries = localList?.entries ?? {};
  const count = Object.keys(entries).length;
  const isNew = edited !== null && entries[edited.idTag.toLowerCase()] === undefined;
  const blocked = listProblem(station, count);
  const update = (payload: object) => void input({ type: 'commandedLocally', action: 'SendLocalList', payload });

  return (
    <section className="panel-card" aria-label="Local list">
      <h2>
        Local list{' '}
        <span className="soft" data-testid="list-version">
          {localList === null ? 'none yet' : `version ${localList.version}`}
        </span>
      </h2>
      {blocked !== null && <p className="notice">{blocked}</p>}
      {count === 0 ? (
        <p className="soft">No card. The CSMS sends them with SendLocalList; here they are put on the list by hand.</p>
      ) : (
        <TagTable
          name="Cards on the local list"
          rows={tagRows(entries, csmsNow)}
          actions={(idTag) => (
            <EntryActions
              idTag={idTag}
              isBlocked={blocked !== null}
              onEdit={() => setEdited(entryTexts(idTag, entries[idTag.toLowerCase()]!))}
              onRemove={() => update(removeEntry(localList, idTag))}
            />
          )}
        />
      )}
      {edited === null ? (
        <div className="action-row">
          <button
            type="button"
            className="button"
            onClick={() => setEdited({ ...noEntry, idTag: entries[card.toLowerCase()] === undefined ? card : '' })}
          >
            Add a card
          </button>
          {count > 0 && (
            <button
              type="button"
              className="button"
              aria-disabled={blocked !== null}
              onClick={() => blocked === null && update(removeAll(localList))}
            >
              Remove all
            </button>
          )}
        </div>
      ) : (
        <EntryForm
          key={edited.idTag}
          entry={edited}
          isNew={isNew}
          blocked={listProblem(station, count + (isNew ? 1 : 0))}
          onPut={(entry) => {
            update(putEntry(localList, entry));
            setEdited(null);
          }}
          onCancel={() => setEdited(null)}
        />
      )}
      <NumberAction
        key={localList?.version}
        label="Version of the list"
        unit="only forward"
        range={{ min: (localList?.version ?? 0) + 1, max: MAX_VERSION, whole: true }}
        initial={String((localList?.version ?? 0) + 1)}
        button="Set the version"
        blocked={blocked}
        onApply={async (version) => update(setVersion(version))}
      />
      <p className="soft panel-note">
        Changed here as a SendLocalList would, each change a version further; no message is sent. Capitals do not count
        in the number of a card.
      </p>
    </section>
  );
}

interface EntryActionsProps {
  idTag: string;
  isBlocked: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

function EntryActions({ idTag, isBlocked, onEdit, onRemove }: EntryActionsProps) {
  return (
    <>
      <button type="button" className="button button-small" aria-label={`Edit ${idTag}`} onClick={onEdit}>
        Edit
      </button>
      <button
        type="button"
        className="button button-small"
        aria-label={`Remove ${idTag} from the list`}
        aria-disabled={isBlocked}
        onClick={() => !isBlocked && onRemove()}
      >
        Remove
      </button>
    </>
  );
}
