import { expect, test } from '@jest/globals';
import { SerialByKey } from './serial-by-key.js';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('tasks of one key run one after another, in order; keys do not wait for each other', async () => {
  const serial = new SerialByKey();
  const log: string[] = [];
  const task = (name: string) => async (): Promise<void> => {
    log.push(`${name} begins`);
    await tick();
    log.push(`${name} ends`);
  };
  void serial.run('a', task('a1'));
  void serial.run('a', task('a2'));
  void serial.run('b', task('b1'));
  await serial.idle();
  expect(log.indexOf('a1 ends')).toBeLessThan(log.indexOf('a2 begins'));
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
  expect(log).toHaveLength(6);
});

test('idle resolves at once when nothing runs', async () => {
  await expect(new SerialByKey().idle()).resolves.toBeUndefined();
});
