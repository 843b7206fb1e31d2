import type { Transaction } from '@simulator/api-client';
import { useState } from 'react';
import { kilowattHours, kilowatts } from '../ui/format.js';
import { api, useLive, valueOf } from './use-api.js';

/** The newest transactions, of one station or of all; each with its meter values as a chart. */
export function Transactions({ stationId }: { stationId: string | null }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const loaded = useLive(`transactions ${stationId ?? ''}`, async () =>
    valueOf(
      await api.GET('/api/v1/transactions', {
        params: { query: { limit: 50, ...(stationId === null ? {} : { stationId }) } },
      }),
    ),
  );
  if (loaded.state === 'loading') return <p className="soft">Asking the CSMS…</p>;
  if (loaded.state === 'failed') return <p className="field-problem">{loaded.problem}</p>;
  const { items } = loaded.value;
  const shown = items.find(({ id }) => id === chosen) ?? items[0];
  return (
    <>
      {shown !== undefined && <MeterChart key={shown.id} transaction={shown} />}
      <section className="panel-card" aria-label="Transactions of the CSMS">
        <h2>{stationId === null ? 'Transactions' : `Transactions of ${stationId}`}</h2>
        {items.length === 0 && <p className="soft">None yet.</p>}
        <ul className="csms-list">
          {items.map((transaction) => (
            <li key={transaction.id} data-testid="csms-transaction" data-state={transaction.state}>
              <button
                type="button"
                className="button button-quiet csms-row"
                aria-pressed={transaction.id === shown?.id}
                onClick={() => setChosen(transaction.id)}
              >
                <TransactionWords transaction={transaction} />
              </button>
            </li>
          ))}
        </ul>
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
function MeterChart({ transaction: { id } }: { transaction: Transaction }) {
  const loaded = useLive(`meter ${id}`, async () =>
    valueOf(
      await api.GET('/api/v1/transactions/{transactionId}/meter-values/series', {
        params: { path: { transactionId: id }, query: { measurand: 'Power.Active.Import', points: 200 } },
      }),
    ),
  );
  const points = loaded.state === 'loaded' ? loaded.value.points : [];
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
      {loaded.state === 'failed' && <p className="field-problem">{loaded.problem}</p>}
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
