import { Duration, Validations } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { OriginProtocolPolicy, OriginSslPolicy, VpcOrigin, VpcOriginEndpoint } from 'aws-cdk-lib/aws-cloudfront';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCondition,
  SslPolicy,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { DnsRecordType, RoutingPolicy, Service } from 'aws-cdk-lib/aws-servicediscovery';
import { API_PORT, LOAD_BALANCER_IDLE_TIMEOUT_S, clientCertificateHeaders, paths } from '@simulator/deployment';
import { Construct } from 'constructs';
import { logBucket } from '../buckets/log-bucket.js';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { HTTPS_PORT } from '../network/flows.js';
import type { NetworkStack } from '../network/network-stack.js';
import { PRIVATE_API_NAME, privateApiHost } from '../network/private-names.js';
import { DRAINING_S } from './draining.js';

interface Props {
  config: EnvironmentConfig;
  network: NetworkStack;
}

/** The internal load balancer. CloudFront reaches it through a VPC origin, the fleet by a private name, nobody else. */
export class LoadBalancer extends Construct {
  readonly balancer: ApplicationLoadBalancer;
  readonly targets: ApplicationTargetGroup;
  readonly vpcOrigin: VpcOrigin;
  readonly listener: ApplicationListener;
  /** Host name inside the VPC. */
  readonly privateHost: string;

  constructor(scope: Construct, id: string, { config, network }: Props) {
    super(scope, id);
    const { vpc, privateSubnets, groups, namespace } = network;
    this.privateHost = privateApiHost(config);
    this.balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc,
      vpcSubnets: privateSubnets,
      internetFacing: false,
      securityGroup: groups.of('loadBalancer'),
      // CloudFront gives up an idle WebSocket first, so that the station learns of it.
      idleTimeout: Duration.seconds(LOAD_BALANCER_IDLE_TIMEOUT_S),
      dropInvalidHeaderFields: true,
      deletionProtection: config.keepData,
    });
    this.balancer.logAccessLogs(logBucket(this, config), 'load-balancer');
    this.targets = this.createTargets(network);
    this.listener = this.createListener(config);
    this.vpcOrigin = new VpcOrigin(this, 'VpcOrigin', {
      endpoint: VpcOriginEndpoint.applicationLoadBalancer(this.balancer),
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      httpsPort: HTTPS_PORT,
    });
    new Service(this, 'PrivateName', {
      namespace,
      name: PRIVATE_API_NAME,
      dnsRecordType: DnsRecordType.A,
      routingPolicy: RoutingPolicy.WEIGHTED,
      loadBalancer: true,
    }).registerLoadBalancer('Alias', this.balancer);
  }

  private createTargets({ vpc }: NetworkStack): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'Targets', {
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port: API_PORT,
      deregistrationDelay: Duration.seconds(DRAINING_S.deregistration),
      // A WebSocket is one long request: round robin would pile stations up on old tasks.
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      healthCheck: {
        path: paths.healthReady,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
        healthyHttpCodes: '200',
      },
    });
  }

  private createListener({ hosts, domain }: EnvironmentConfig): ApplicationListener {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      zoneName: domain.name,
      hostedZoneId: domain.hostedZoneId,
    });
    const certificate = new Certificate(this, 'Certificate', {
      domainName: hosts.api,
      subjectAlternativeNames: [this.privateHost],
      validation: CertificateValidation.fromDns(zone),
    });
    const listener = this.balancer.addListener('Https', {
      port: HTTPS_PORT,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: SslPolicy.TLS13_12_RES_PQ,
      open: false,
      defaultAction: ListenerAction.forward([this.targets]),
    });
    listener.addAction('MetricsStayInside', {
      priority: 1,
      conditions: [ListenerCondition.pathPatterns([paths.metrics, `${paths.metrics}/*`])],
      action: ListenerAction.fixedResponse(404),
    });
    // Stations with certificates come by the API's own URL. Whoever sends one by another way has made it up.
    listener.addAction('NoForgedCertificates', {
      priority: 2,
      conditions: [
        ListenerCondition.hostHeaders([this.privateHost]),
        ListenerCondition.httpHeader(clientCertificateHeaders.pem, ['*']),
      ],
      action: ListenerAction.fixedResponse(403),
    });
    Validations.of(listener).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'The load balancer is internal; its group lets in CloudFront and the fleet.',
    });
    return listener;
  }
}
