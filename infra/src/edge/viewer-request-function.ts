import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CompositePrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { VIEWER_REQUEST_TIMEOUT_MS } from '@simulator/deployment';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';

/** The Lambda@Edge function that sees each request first. Its stack must be in us-east-1. */
export class ViewerRequestFunction extends Construct {
  readonly version: IVersion;

  constructor(scope: Construct, id: string, props: { config: EnvironmentConfig; codeFolder: string; secret: ISecret }) {
    super(scope, id);
    const { account, stackName } = Stack.of(this);
    // CloudFront runs replicas wherever the viewers are, and each logs into its own region.
    const logGroups = `arn:aws:logs:*:${account}:log-group:/aws/lambda/us-east-1.${stackName}-*`;
    const role = new Role(this, 'Role', {
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('lambda.amazonaws.com'),
        new ServicePrincipal('edgelambda.amazonaws.com'),
      ),
      inlinePolicies: {
        logs: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroups],
            }),
          ],
        }),
      },
    });
    const reason = 'The regions of the replicas and the end of the function name are known to CloudFront only.';
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${logGroups}]`, reason });

    props.secret.grantRead(role);
    const viewerRequest = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(props.codeFolder),
      handler: 'index.handler',
      description: 'Signs people in before the page, and checks each request',
      runtime: Runtime.NODEJS_24_X,
      role,
      // CloudFront's limits for a viewer-request function.
      memorySize: 128,
      timeout: Duration.millis(VIEWER_REQUEST_TIMEOUT_MS),
    });
    // Lambda@Edge takes no log group of our choice, so the one of the CDK is given our retention.
    const logs = viewerRequest.logGroup.node.defaultChild as CfnLogGroup;
    logs.retentionInDays = props.config.logRetentionDays;
    logs.applyRemovalPolicy(props.config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    this.version = viewerRequest.currentVersion;
  }
}
