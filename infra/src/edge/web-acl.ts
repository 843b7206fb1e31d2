import { Fn } from 'aws-cdk-lib';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { paths } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { retainedLogs } from '../observability/retained-logs.js';

type Statement = CfnWebACL.StatementProperty;

const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
});

const isStation: Statement = {
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'STARTS_WITH',
    searchString: `${paths.ocpp}/`,
    textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
  },
};
const isNoStation: Statement = { notStatement: { statement: isStation } };

/**
 * What may not pass to a distribution. Stations have rules of their own: they name no user agent, and hundreds of them share
 * the address of one mobile carrier, so they are counted by address and path, and no rule for browsers judges them.
 */
export class WebAcl extends Construct {
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly config: EnvironmentConfig,
  ) {
    super(scope, id);
    const name = `simulator-${config.name}-${id}`;
    const acl = new CfnWebACL(this, 'Acl', {
      name,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(name),
      rules: this.rules(),
    });
    this.arn = acl.attrArn;
    // WAF takes log groups of this prefix only.
    const logs = retainedLogs(this, 'Logs', config, `aws-waf-logs-${name}`);
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [Fn.select(0, Fn.split(':*', logs.logGroupArn))],
      // Passwords of stations and tokens of people.
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { singleHeader: { Name: 'cookie' } }],
    });
  }

  private rules(): CfnWebACL.RuleProperty[] {
    const { requestsPer5Minutes, connectionsPer5Minutes } = this.config.edge;
    return [
      managed(0, 'AWSManagedRulesAmazonIpReputationList'),
      managed(1, 'AWSManagedRulesKnownBadInputsRuleSet'),
      managed(2, 'AWSManagedRulesCommonRuleSet', isNoStation),
      limited(3, 'Requests', {
        limit: requestsPer5Minutes,
        aggregateKeyType: 'IP',
        evaluationWindowSec: 300,
        scopeDownStatement: isNoStation,
      }),
      limited(4, 'StationConnections', {
        limit: connectionsPer5Minutes,
        aggregateKeyType: 'IP',
        evaluationWindowSec: 300,
        scopeDownStatement: isStation,
      }),
      // One station that connects again and again: a frame loop in its firmware, or a guess at its password.
      limited(5, 'OneStation', {
        limit: 100,
        aggregateKeyType: 'CUSTOM_KEYS',
        evaluationWindowSec: 300,
        scopeDownStatement: isStation,
        customKeys: [{ ip: {} }, { uriPath: { textTransformations: [{ priority: 0, type: 'URL_DECODE' }] } }],
      }),
    ];
  }
}

function managed(priority: number, name: string, scopeDownStatement?: Statement): CfnWebACL.RuleProperty {
  return {
    priority,
    name,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, scopeDownStatement } },
    visibilityConfig: visibility(name),
  };
}

function limited(
  priority: number,
  name: string,
  rateBasedStatement: CfnWebACL.RateBasedStatementProperty,
): CfnWebACL.RuleProperty {
  return {
    priority,
    name,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement },
    visibilityConfig: visibility(name),
  };
}
