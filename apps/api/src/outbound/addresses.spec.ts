import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { addressProblem } from './addresses.js';

describe('addressProblem', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200', // Alibaba's metadata
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254', // metadata of AWS, GCP, Azure and others
    '169.254.170.2', // credentials of ECS tasks
    '168.63.129.16', // Azure's wire server
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192', // Oracle's metadata
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::8.8.8.8',
    '2002:7f00:1::',
    '2002:808:808::',
    '2001::1',
    '2001:2::1',
    '2001:db8::1',
    '3fff::1',
    '4000::1',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254', // AWS's metadata
    'ff02::1',
    '100::1',
    'localhost',
    '',
  ])('%s is not public', (address) => {
    expect(addressProblem(address)).toMatch(/^it is /);
  });

  test.each([
    '8.8.8.8',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2606:4700:4700::1111',
  ])('%s is public', (address) => {
    expect(addressProblem(address)).toBeNull();
  });

  test("this machine's own addresses are refused, whatever they are", () => {
    for (const { address } of Object.values(networkInterfaces()).flatMap((each) => each ?? [])) {
      expect(addressProblem(address)).not.toBeNull();
    }
    const own = new Set(['93.184.216.34', '2606:4700::1']);
    for (const address of ['93.184.216.34', '::ffff:93.184.216.34', '2606:4700:0::1']) {
      expect(addressProblem(address, own)).toBe("it is this server's own");
    }
  });
});
