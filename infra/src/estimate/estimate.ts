import { fargate, priceRows } from './prices.js';

export interface EstimateTemplate {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- templates have no types.
  Resources: Record<string, { Type: string; Properties?: any }>;
}

export interface EstimateRow {
  label: string;
  units: number;
  usdEach: number;
  usd: number;
}

/** What the templates of one environment cost in a month in which nobody uses them, row by row. */
export function estimate(templates: readonly EstimateTemplate[]): EstimateRow[] {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const rows = priceRows.map(({ label, type, units = () => 1, usd }) => {
    const ofType = resources.filter(({ Type }) => Type === type);
    const counted = ofType.reduce((sum, { Properties }) => sum + units(Properties ?? {}), 0);
    return { label, units: counted, usdEach: usd, usd: counted * usd };
  });
  return [...rows, ...taskRows(resources)].filter(({ units }) => units > 0);
}

/** The tasks of the API that always run. Migrations and fleets run for minutes. */
function taskRows(resources: EstimateTemplate['Resources'][string][]): EstimateRow[] {
  const target = resources.find(({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget')?.Properties;
  const task = resources.find(
    ({ Type, Properties }) => Type === 'AWS::ECS::TaskDefinition' && Properties.Family.endsWith('-api'),
  );
  if (!target || !task) return [];
  const { Cpu, Memory } = task.Properties;
  const [vcpus, gib] = [(target.MinCapacity * Number(Cpu)) / 1024, (target.MinCapacity * Number(Memory)) / 1024];
  return [
    {
      label: 'vCPUs of the tasks that always run',
      units: vcpus,
      usdEach: fargate.vcpuHour,
      usd: vcpus * fargate.vcpuHour,
    },
    { label: 'GiB of the tasks that always run', units: gib, usdEach: fargate.gibHour, usd: gib * fargate.gibHour },
  ];
}

export function formatEstimate(environment: string, rows: readonly EstimateRow[]): string {
  const total = rows.reduce((sum, { usd }) => sum + usd, 0);
  const lines = [...rows]
    .sort((a, b) => b.usd - a.usd)
    .map(
      ({ label, units, usdEach, usd }) =>
        `${usd.toFixed(0).padStart(7)}  ${format(units)} × ${format(usdEach)}  ${label}`,
    );
  return [
    `ESTIMATE for ${environment}, US dollars a month: rounded list prices of eu-central-1, without traffic, requests, logs, users and taxes`,
    ...lines,
    `${total.toFixed(0).padStart(7)}  in all (an estimate, not an offer)`,
  ].join('\n');
}

function format(value: number): string {
  return String(Math.round(value * 100) / 100);
}
