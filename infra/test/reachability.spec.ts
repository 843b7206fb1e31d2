// Who can reach whom, worked out from the templates, is what the one table of flows says, and nothing else.
import { describe, expect, test } from '@jest/globals';
import { flowsOf } from '../src/network/flows.js';
import { Reachability } from './reachability.js';
import type { OpenFlow } from './reachability.js';
import { Synthesis, environmentNames, synthesise, valuesOf } from './synthesis.js';
import type { Resource } from './synthesis.js';

const named = (flows: readonly OpenFlow[]): string[] =>
  [...new Set(flows.map(({ from, to, port }) => `${from} → ${to}:${port}`))].sort();

describe.each(environmentNames)('%s', (name) => {
  test('opens the flows of the table and no others', () => {
    expect(named(new Reachability(synthesise(name)).openFlows())).toEqual(named(flowsOf(valuesOf(name))));
  }, 180_000);
});

test('the path of a station and the jobs beside it, in words', () => {
  const prod = named(new Reachability(synthesise('prod')).openFlows());
  expect(prod).toEqual(
    expect.arrayContaining([
      'edge → loadBalancer:443',
      'loadBalancer → api:3000',
      'api → database:3306',
      'api → cache:6379',
      'api → endpoints:443',
      'api → identityEndpoint:443',
      'rotation → database:3306',
      'fleet → loadBalancer:443',
      'migration → database:3306',
    ]),
  );
}, 180_000);

describe('the solver finds', () => {
  /** The flows that a changed network stack opens or closes. */
  function difference(name: 'prod' | 'switched', change: (resources: Record<string, Resource>) => void): string[] {
    const whole = synthesise(name);
    const before = named(new Reachability(whole).openFlows());
    const stacks = structuredClone(whole.stacks) as Record<string, (typeof whole.stacks)[string]>;
    change(stacks['network']?.Resources ?? {});
    const after = named(new Reachability(new Synthesis(stacks)).openFlows());
    return [
      ...after.filter((flow) => !before.includes(flow)).map((flow) => `+ ${flow}`),
      ...before.filter((flow) => !after.includes(flow)).map((flow) => `- ${flow}`),
    ];
  }
  const groupOf = (resources: Record<string, Resource>, description: string): string => {
    const groups = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::EC2::SecurityGroup');
    return groups.find(([, { Properties }]) => Properties.GroupDescription === description)?.[0] ?? '';
  };

  test('a door that is open to the world', () => {
    const opened = difference('prod', (resources) => {
      const group = resources[groupOf(resources, 'database')];
      if (group)
        group.Properties.SecurityGroupIngress = [
          { IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, CidrIp: '0.0.0.0/0' },
        ];
    });
    expect(opened).toContain('+ internet → database:3306');
  }, 180_000);

  test('a rule at one end only, which opens nothing', () => {
    const opened = difference('prod', (resources) => {
      const [from, to] = ['fleet', 'database'].map((name) => ({ 'Fn::GetAtt': [groupOf(resources, name), 'GroupId'] }));
      const rule = { IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, GroupId: from, DestinationSecurityGroupId: to };
      resources['OneEnd'] = { Type: 'AWS::EC2::SecurityGroupEgress', Properties: rule };
    });
    expect(opened).toEqual([]);
  }, 180_000);

  test('a rule at both ends', () => {
    const opened = difference('prod', (resources) => {
      const [from, to] = ['fleet', 'database'].map((name) => ({ 'Fn::GetAtt': [groupOf(resources, name), 'GroupId'] }));
      const port = { IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306 };
      resources['Out'] = {
        Type: 'AWS::EC2::SecurityGroupEgress',
        Properties: { ...port, GroupId: from, DestinationSecurityGroupId: to },
      };
      resources['In'] = {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { ...port, GroupId: to, SourceSecurityGroupId: from },
      };
    });
    expect(opened).toEqual(['+ fleet → database:3306']);
  }, 180_000);

  test('an ACL that drops everything within the VPC', () => {
    const closed = difference('prod', (resources) => {
      for (const [id, { Type }] of Object.entries(resources))
        if (Type === 'AWS::EC2::NetworkAclEntry') delete resources[id];
    });
    expect(closed).toContain('- loadBalancer → api:3000');
  }, 180_000);

  test('an ACL that lets requests out and no answers in', () => {
    const closed = difference('switched', (resources) => {
      const answers = Object.entries(resources).find(
        ([, { Type, Properties }]) =>
          Type === 'AWS::EC2::NetworkAclEntry' && Properties.Egress === false && Properties.CidrBlock === '0.0.0.0/0',
      );
      delete resources[answers?.[0] ?? ''];
    });
    expect(closed).toContain('- api → internet:443');
    expect(closed).not.toContain('- api → database:3306');
  }, 180_000);

  test('subnets without a route to a NAT gateway', () => {
    const closed = difference('switched', (resources) => {
      for (const [id, { Type, Properties }] of Object.entries(resources)) {
        if (Type === 'AWS::EC2::Route' && Properties.NatGatewayId) delete resources[id];
      }
    });
    expect(closed).toContain('- api → internet:443');
  }, 180_000);
});
