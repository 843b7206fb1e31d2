import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';

/** The images of the product that run in AWS. */
export const images = ['api', 'fleet'] as const;
export type Image = (typeof images)[number];

export const repositoryName = (environment: string, image: Image): string => `simulator-${environment}/${image}`;

/** How many releases can be gone back to. */
const KEPT_IMAGES = 50;

/** A repository an image: scanned on push, tags that never move, old images removed. */
export class Repositories extends Construct {
  readonly all: Repository[];

  constructor(scope: Construct, id: string, { name, keepData, delivery }: EnvironmentConfig) {
    super(scope, id);
    this.all = images.map(
      (image) =>
        new Repository(this, image, {
          repositoryName: repositoryName(name, image),
          imageScanOnPush: true,
          imageTagMutability: TagMutability.IMMUTABLE,
          encryption: RepositoryEncryption.KMS,
          removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
          lifecycleRules: [
            { description: 'Untagged', tagStatus: TagStatus.UNTAGGED, maxImageAge: Duration.days(1), rulePriority: 1 },
            { description: 'Old releases', tagStatus: TagStatus.ANY, maxImageCount: KEPT_IMAGES, rulePriority: 2 },
          ],
        }),
    );
    const { promotesTo } = delivery;
    if (promotesTo !== null) {
      for (const repository of this.all) repository.grantPull(new AccountPrincipal(promotesTo));
    }
  }
}
