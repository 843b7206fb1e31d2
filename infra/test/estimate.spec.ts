import { expect, test } from '@jest/globals';
import { estimate, formatEstimate } from '../src/estimate/estimate.js';
import { environmentNames, synthesise } from './synthesis.js';

const rowsOf = (name: (typeof environmentNames)[number]) => estimate(Object.values(synthesise(name).stacks));
const total = (rows: { usd: number }[]): number => rows.reduce((sum, { usd }) => sum + usd, 0);

test('counts what is in the templates: endpoints by zone, tasks by the least that run, Multi-AZ twice', () => {
  const prod = Object.fromEntries(rowsOf('prod').map(({ label, units }) => [label, units]));
  expect(prod).toMatchObject({
    'interface endpoints, each in each zone': 24,
    'vCPUs of the tasks that always run': 3,
    'GiB of the tasks that always run': 6,
    'database storage, GiB (twice for Multi-AZ)': 200,
    'web ACLs': 2,
    'rules of web ACLs': 12,
  });
  const switched = Object.fromEntries(rowsOf('switched').map(({ label, units }) => [label, units]));
  expect(switched).toMatchObject({ 'NAT gateways': 3, 'serverless caches, at the least that is charged': 1 });
  expect(switched).not.toHaveProperty('interface endpoints, each in each zone');
}, 180_000);

test('a sandbox costs less than production, and each stays within its budget', () => {
  const [sandbox, prod] = [total(rowsOf('sandbox')), total(rowsOf('prod'))];
  expect(sandbox).toBeLessThan(prod);
  const budgetOf = (name: 'sandbox' | 'prod'): number =>
    synthesise(name).only('AWS::Budgets::Budget').Properties.Budget.BudgetLimit.Amount;
  expect(sandbox).toBeLessThan(budgetOf('sandbox'));
  expect(prod).toBeLessThan(budgetOf('prod'));
}, 180_000);

test('is printed as an estimate, and says so', () => {
  const text = formatEstimate('prod', rowsOf('prod'));
  expect(text).toMatch(/^ESTIMATE for prod/);
  expect(text).toMatch(/in all \(an estimate, not an offer\)$/);
}, 180_000);

test('an instance type without a price is named, not counted as free', () => {
  const Properties = { DBInstanceClass: 'db.x9.huge', AllocatedStorage: '20' };
  expect(() => estimate([{ Resources: { Database: { Type: 'AWS::RDS::DBInstance', Properties } } }])).toThrow(
    'no price for db.x9.huge',
  );
});
