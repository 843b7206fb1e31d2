import type { Transaction } from '@simulator/api-client';
import { useState } from 'react';
import { kilowattHours, kilowatts } from '../ui/format.js';
import { ChoiceField } from '../ui/choice-field.js';
import { TextField } from '../ui/text-field.js';
import { FilterRow, useSettledText } from './filter-fields.js';
import { Paged } from './paged.js';
import { api, useLive, useLivePages, valueOf } from './use-api.js';

type State = Transaction['state'] | 'any';
type Whose = 'this' | 'all';

const states: readonly { value: State; name: string }[] = [
  { value: 'any', name: 'Any' },
  { value: 'active', name: 'Active' },
  { value: 'stopped', name: 'Stopped' },
];

/**
 * Transactions, the newest first; each with its meter values as a chart.
 * @param stationId null: the station that is looked at is not at this CSMS
 */
export function Transactions({ stationId }: { stationId: string | null }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [state, setState] = useState<State>('any');
  const [whose, setWhose] = useState<Whose>(stationId === null ? 'all' : 'this');
  const idTag = useSettledText();
  const filter = {
    ...(whose === 'this' && stationId !== null && { stationId }),
    ...(state !== 'any' && { state }),
    ...(idTag.settled !== '' && { idTag: idTag.settled }),
  };
  const pages = useLivePages({
    key: `transactions ${JSON.stringify(filter)}`,
    events: ['transaction'],
    loadPage: async (from) =>
      valueOf(await api.GET('/api/v1/transactions', { params: { query: { limit: 50, ...filter, ...from } } })),
  });
  // What a person has chosen stays, also when newer ones push it out of the list.
  const shown = chosen ?? pages.value?.[0]?.id;
  const stations = [
    ...(stationId === null ? [] : [{ value: 'this' as const, name: stationId }]),
    { value: 'all' as const, name: 'All' },
  ];
  return (
    <>
      {shown !== undefined && <MeterChart key={shown} transactionId={shown} />}
      <section className="panel-card" aria-label="Transactions of the CSMS">
        <h2>{whose === 'this' && stationId !== null ? `Transactions of ${stationId}` : 'Transactions'}</h2>
        <FilterRow>
          <ChoiceField label="Station" options={stations} value={whose} onChange={setWhose} />
          <ChoiceField label="State" options={states} value={state} onChange={setState} />
          <TextField type="search" label="Card (all of it)" text={idTag.text} maxLength={20} onChange={idTag.setText} />
        </FilterRow>
        <Paged pages={pages} what="transactions" empty="No such transaction.">
          {(transactions) => (
            <ul className="csms-list">
              {transactions.map((transaction) => (
                <li key={transaction.id} data-testid="csms-transaction" data-state={transaction.state}>
                  <button
                    type="button"
                    className="button button-quiet csms-row"
                    aria-pressed={transaction.id === shown}
                    onClick={() => setChosen(transaction.id)}
                  >
                    <TransactionWords transaction={transaction} />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Paged>
      </section>
    </>
  );
}

function TransactionWords({ transaction }: { transaction: Transaction }) {
  const { id, stationId, connectorId, state, idTag, energyWh, startedAt, stopReason } = transaction;
  return (
    <>
      <strong>#{id}</strong>
      <span>
        {stationId}/{connectorId}
      </span>
      <span>{idTag}</span>
      <span>{energyWh === null ? '' : kilowattHours(energyWh)}</span>
      <span data-tone={state === 'active' ? 'good' : 'off'}>
        {state === 'active' ? 'active' : `stopped: ${stopReason ?? 'no reason'}`}
      </span>
      <span className="soft">{new Date(startedAt).toLocaleString()}</span>
    </>
  );
}

const WIDTH = 600;
const HEIGHT = 120;

/** Power as the CSMS has it, from the meter values that it stored. */
function MeterChart({ transactionId: id }: { transactionId: number }) {
  const { value, problem } = useLive({
    key: `meter ${id}`,
    events: ['meter', 'transaction'],
    load: async () =>
      valueOf(
        await api.GET('/api/v1/transactions/{transactionId}/meter-values/series', {
          params: { path: { transactionId: id }, query: { measurand: 'Power.Active.Import', points: 200 } },
        }),
      ),
  });
  const points = value?.points ?? [];
  const most = Math.max(1, ...points.map(({ max }) => max));
  const first = Date.parse(points[0]?.from ?? '');
  const span = Math.max(1, Date.parse(points.at(-1)?.from ?? '') - first);
  const places = points.map(({ from, mean }) => {
    const x = ((Date.parse(from) - first) / span) * WIDTH;
    return `${x.toFixed(1)} ${(HEIGHT - (mean / most) * (HEIGHT - 6)).toFixed(1)}`;
  });
  return (
    <section className="panel-card" aria-label={`Power of transaction ${id}`}>
      <h2>Power of transaction #{id}, as the CSMS has it</h2>
      {problem !== null && <p className="field-problem">{problem}</p>}
      {points.length < 2 ? (
        <p className="soft">
          {points.length === 0 ? 'No power value stored yet.' : `One value: ${kilowatts(most)} kW.`}
        </p>
      ) : (
        <svg
          className="csms-chart"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${points.length} values, ${kilowatts(most)} kW at most, ${kilowatts(points.at(-1)!.last)} kW at the end`}
        >
          <path d={`M${places.join('L')}`} vectorEffect="non-scaling-stroke" />
        </svg>
      )}
      {points.length >= 2 && (
        <p className="soft">
          {kilowatts(most)} kW at most, {points.reduce((sum, { count }) => sum + count, 0)} values
        </p>
      )}
    </section>
  );
}
