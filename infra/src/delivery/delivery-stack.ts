// What the pipeline needs before anything else is deployed: repositories for its images and a role without stored keys.
import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import { OpenIdConnectPrincipal, OidcProviderNative, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import { EDGE_REGION, EnvironmentStack } from '../environment-stack.js';
import { pageBucketName } from '../page/bucket-names.js';
import { Repositories, images, repositoryName } from './repositories.js';

/** Of the CDK's bootstrap (docs/operations.md). */
const BOOTSTRAP = 'cdk-hnb659fds';

export class DeliveryStack extends EnvironmentStack {
  constructor(scope: Construct, config: EnvironmentConfig) {
    super(scope, config, 'delivery');
    const repositories = new Repositories(this, 'Images', config);
    const role = this.createRole();
    for (const repository of repositories.all) repository.grantPullPush(role);
    for (const statement of [...this.statements(), ...this.pullsFromSource()]) role.addToPolicy(statement);
    this.acknowledge(role);
    new CfnOutput(this, 'RoleArn', { value: role.roleArn });
    for (const repository of repositories.all) {
      new CfnOutput(this, `Repository-${repository.node.id}`, { value: repository.repositoryUri });
    }
  }

  /** Jobs of one branch of one project, for as long as a deployment takes. */
  private createRole(): Role {
    const { gitLabUrl, project, branch } = this.config.delivery;
    const provider = new OidcProviderNative(this, 'GitLab', { url: gitLabUrl, clientIds: [gitLabUrl] });
    const host = new URL(gitLabUrl).host;
    return new Role(this, 'Role', {
      roleName: `simulator-${this.config.name}-delivery`,
      description: `Deployments from ${project}, branch ${branch}`,
      maxSessionDuration: Duration.hours(2),
      assumedBy: new OpenIdConnectPrincipal(provider, {
        StringEquals: {
          [`${host}:aud`]: gitLabUrl,
          [`${host}:sub`]: `project_path:${project}:ref_type:branch:ref:${branch}`,
        },
      }),
    });
  }

  /** The CDK deploys through its bootstrap roles; beyond them the pipeline releases the page. */
  private statements(): PolicyStatement[] {
    const { name, account, region } = this.config;
    const arn = (service: string, resource: string, place = region): string =>
      `arn:aws:${service}:${place}:${account}:${resource}`;
    const bucket = `arn:aws:s3:::${pageBucketName(this.config)}`;
    const ownStacks = [region, EDGE_REGION].map((place) => arn('cloudformation', `stack/simulator-${name}-*`, place));
    return [
      new PolicyStatement({ actions: ['sts:AssumeRole'], resources: this.bootstrapRoles() }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket] }),
      new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucket}/*`] }),
      new PolicyStatement({
        actions: ['cloudfront:CreateInvalidation'],
        resources: [`arn:aws:cloudfront::${account}:distribution/*`],
      }),
      new PolicyStatement({
        actions: ['ssm:GetParameter', 'ssm:GetParameterHistory'],
        resources: [
          arn('ssm', `parameter/simulator/${name}/release/*`),
          arn('ssm', `parameter/simulator/${name}/page/*`),
        ],
      }),
      new PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: ownStacks }),
    ];
  }

  /** The images of the environment before this one, to deploy them as they are. */
  private pullsFromSource(): PolicyStatement[] {
    const { region, delivery } = this.config;
    if (delivery.promotesFrom === null) return [];
    const { account, environment } = delivery.promotesFrom;
    const resources = images.map(
      (image) => `arn:aws:ecr:${region}:${account}:repository/${repositoryName(environment, image)}`,
    );
    const actions = ['ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer'];
    return [new PolicyStatement({ actions, resources })];
  }

  private bootstrapRoles(): string[] {
    const { account, region, replicaRegion } = this.config;
    return [region, EDGE_REGION, replicaRegion].flatMap((place) =>
      ['deploy-role', 'file-publishing-role', 'lookup-role'].map(
        (name) => `arn:aws:iam::${account}:role/${BOOTSTRAP}-${name}-${account}-${place}`,
      ),
    );
  }

  private acknowledge(role: Role): void {
    const { name, account, region } = this.config;
    const reasons: Record<string, string> = {
      '*': 'ecr:GetAuthorizationToken knows no resource; pulling and pushing is limited to the repositories.',
      [`arn:aws:s3:::${pageBucketName(this.config)}/*`]: 'A release writes the objects of this bucket.',
      [`arn:aws:cloudfront::${account}:distribution/*`]:
        'The account has the distributions of this product only; it is made after this stack.',
      [`arn:aws:ssm:${region}:${account}:parameter/simulator/${name}/release/*`]: 'One parameter an image.',
      [`arn:aws:ssm:${region}:${account}:parameter/simulator/${name}/page/*`]: 'The parameters of the page.',
      [`arn:aws:cloudformation:${region}:${account}:stack/simulator-${name}-*`]:
        "The stacks' ids are made when they are.",
      [`arn:aws:cloudformation:${EDGE_REGION}:${account}:stack/simulator-${name}-*`]:
        "The stacks' ids are made when they are.",
    };
    Validations.of(role).acknowledge(
      ...Object.entries(reasons).map(([resource, reason]) => ({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason,
      })),
    );
  }
}
