import { Dashboard, GraphWidget, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { DataStack } from '../data/data-stack.js';
import type { EdgeStack } from '../edge/edge-stack.js';
import { stationsPerTask } from '../service/api-service.js';
import type { ServiceStack } from '../service/service-stack.js';
import { distributionMetric } from './edge-alarms.js';

export interface Watched {
  config: EnvironmentConfig;
  data: DataStack;
  service: ServiceStack;
  edge: EdgeStack;
}

/** One page for whoever is on call: stations, answers, database, cost. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `simulator-${watched.config.name}` });
    dashboard.addWidgets(...sessions(watched));
    dashboard.addWidgets(...answers(watched));
    dashboard.addWidgets(...database(watched));
    dashboard.addWidgets(...cost());
  }
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: 12, height: 6 });
}

function sessions({ config, service }: Watched): GraphWidget[] {
  const perTask = stationsPerTask(config.name);
  const connected = perTask.with({ statistic: Stats.SUM, label: 'connected stations' });
  const { api, loadBalancer } = service;
  return [
    graph('Connected stations', [connected], [perTask.with({ label: 'per task' })]),
    graph('Sessions', [
      loadBalancer.balancer.metrics.newConnectionCount({ label: 'new connections' }),
      loadBalancer.balancer.metrics.activeConnectionCount({ label: 'open connections' }),
    ]),
    graph(
      'Tasks',
      [loadBalancer.targets.metrics.healthyHostCount({ label: 'ready tasks' })],
      [
        api.service.metricCpuUtilization({ label: 'CPU %' }),
        api.service.metricMemoryUtilization({ label: 'memory %' }),
      ],
    ),
  ];
}

function answers({ service, edge }: Watched): GraphWidget[] {
  const { metrics } = service.loadBalancer.targets;
  const edgeErrors = (name: 'page' | 'api'): Metric =>
    distributionMetric(edge[name].distributionId, '5xxErrorRate', Stats.AVERAGE).with({
      label: `${name}'s URL, 5xx %`,
    });
  return [
    graph('Latency', [
      metrics.targetResponseTime({ statistic: Stats.p(50), label: 'p50' }),
      metrics.targetResponseTime({ statistic: Stats.p(99), label: 'p99' }),
    ]),
    graph(
      'Errors',
      [
        metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { label: '5xx' }),
        metrics.httpCodeTarget(HttpCodeTarget.TARGET_4XX_COUNT, { label: '4xx' }),
      ],
      [edgeErrors('page'), edgeErrors('api')],
    ),
  ];
}

function database({ data }: Watched): GraphWidget[] {
  const instance = data.database;
  return [
    graph(
      'Database',
      [instance.metricCPUUtilization({ label: 'CPU %' })],
      [instance.metricDatabaseConnections({ label: 'connections' })],
    ),
    graph(
      'Database storage',
      [instance.metricFreeStorageSpace({ label: 'free bytes' })],
      [instance.metric('ReadLatency', { label: 'read s' }), instance.metric('WriteLatency', { label: 'write s' })],
    ),
  ];
}

function cost(): GraphWidget[] {
  const charges = new Metric({
    namespace: 'AWS/Billing',
    metricName: 'EstimatedCharges',
    statistic: Stats.MAXIMUM,
    region: 'us-east-1',
    dimensionsMap: { Currency: 'USD' },
    label: 'USD this month',
  });
  const perDay = new MathExpression({
    expression: 'RATE(charges) * 86400',
    usingMetrics: { charges },
    label: 'USD a day',
  });
  return [
    new GraphWidget({ title: 'Cost', left: [charges], right: [perDay], width: 12, height: 6, region: 'us-east-1' }),
  ];
}
