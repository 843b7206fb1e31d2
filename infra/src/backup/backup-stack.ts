// Backups of what cannot be made again: the database and the page's bucket. Copies go to a second region, and to a second
// account where one is named.
import { Duration, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import type { IBackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';
import type { DataStack } from '../data/data-stack.js';
import { EnvironmentStack } from '../environment-stack.js';
import type { PageStack } from '../page/page-stack.js';
import { LockedVault, vaultName } from './backup-vault.js';
import { RestoreTesting } from './restore-testing.js';

/** Where copies arrive: the second region, or the second account. */
export class BackupCopyStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    where: { concern: string; region?: string; account?: string },
  ) {
    super(scope, config, where.concern, where);
    new LockedVault(this, 'Copies', where.account ? config.account : undefined);
  }
}

interface Props {
  data: DataStack;
  page: PageStack;
}

export class BackupStack extends EnvironmentStack {
  constructor(scope: Construct, config: EnvironmentConfig, { data, page }: Props) {
    super(scope, config, 'backup');
    const { vault } = new LockedVault(this, 'Backups');
    const plan = this.createPlan(vault);
    const role = this.createRole();
    const database = data.database.instanceArn;
    const bucket = page.bucket.bucketArn;
    plan.addSelection('Selection', {
      role,
      disableDefaultBackupPolicy: true,
      resources: [BackupResource.fromArn(database), BackupResource.fromArn(bucket)],
    });
    new RestoreTesting(this, 'RestoreTesting', {
      config,
      vaultArn: vault.backupVaultArn,
      role,
      resources: { RDS: database, S3: bucket },
      subnetGroupName: data.databaseSubnetGroupName,
    });
  }

  /**
   * Daily with point-in-time recovery, and monthly ones that reach back a year. RDS copies to another region or to another
   * account, never both in one action: hence a copy each.
   */
  private createPlan(vault: BackupVault): BackupPlan {
    const { backup } = this.config;
    const plan = new BackupPlan(this, 'Plan', { backupPlanName: `simulator-${this.config.name}`, backupVault: vault });
    const deleteAfter = Duration.days(backup.retentionDays);
    const copyActions = this.copyVaults().map((destinationBackupVault) => ({ destinationBackupVault, deleteAfter }));
    const startWindow = Duration.hours(1);
    const completionWindow = Duration.hours(6);
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'daily',
        scheduleExpression: Schedule.cron({ hour: '3', minute: '30' }),
        deleteAfter,
        startWindow,
        completionWindow,
        copyActions,
      }),
    );
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'point-in-time',
        scheduleExpression: Schedule.cron({ hour: '5', minute: '0' }),
        enableContinuousBackup: true,
        // As far as AWS offers.
        deleteAfter: Duration.days(Math.max(Math.min(backup.retentionDays, 35), backup.lockDays ?? 0)),
        startWindow,
        completionWindow,
      }),
    );
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'monthly',
        scheduleExpression: Schedule.cron({ day: '1', hour: '4', minute: '0' }),
        deleteAfter: Duration.days(Math.max(365, backup.retentionDays)),
        startWindow,
        completionWindow,
      }),
    );
    return plan;
  }

  private copyVaults(): IBackupVault[] {
    const { name, account, region, replicaRegion, backup } = this.config;
    const vaultIn = (id: string, place: { account: string; region: string }): IBackupVault =>
      BackupVault.fromBackupVaultArn(
        this,
        id,
        `arn:aws:backup:${place.region}:${place.account}:backup-vault:${vaultName(name)}`,
      );
    const inRegion = vaultIn('CopyRegion', { account, region: replicaRegion });
    if (backup.copyAccount === null) return [inRegion];
    return [inRegion, vaultIn('CopyAccount', { account: backup.copyAccount, region })];
  }

  private createRole(): Role {
    const managed = [
      'service-role/AWSBackupServiceRolePolicyForBackup',
      'service-role/AWSBackupServiceRolePolicyForRestores',
      'AWSBackupServiceRolePolicyForS3Backup',
      'AWSBackupServiceRolePolicyForS3Restore',
    ];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: managed.map((name) => ManagedPolicy.fromAwsManagedPolicyName(name)),
    });
    Validations.of(role).acknowledge(
      ...managed.map((name) => ({
        id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
        reason: 'AWS keeps the rights that AWS Backup needs for each service in these policies.',
      })),
    );
    return role;
  }
}
