import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Duration } from 'aws-cdk-lib';
import {
  Effect,
  AccountPrincipal,
  AnyPrincipal,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { EnvironmentStack } from '../environment-stack.js';

/** After which the lock can be loosened by nobody, AWS included. */
const LOCK_CHANGEABLE_DAYS = 3;

export const vaultName = (environment: string): string => `simulator-${environment}`;

/** Recovery points under a key of their own, removable by nobody while locked. `copiesFrom`: an account that may copy into it. */
export class LockedVault extends Construct {
  readonly vault: BackupVault;
  readonly key: Key;

  constructor(scope: EnvironmentStack, id: string, copiesFrom?: string) {
    super(scope, id);
    const { name, backup, account } = scope.config;
    this.key = new Key(this, 'Key', {
      description: `Backups of ${name}`,
      enableKeyRotation: true,
      removalPolicy: scope.removalPolicy,
    });
    if (copiesFrom) this.key.grantEncryptDecrypt(new AccountPrincipal(copiesFrom));
    this.vault = new BackupVault(this, 'Vault', {
      backupVaultName: vaultName(name),
      encryptionKey: this.key,
      removalPolicy: scope.removalPolicy,
      accessPolicy: accessPolicy([account, ...(copiesFrom ? [copiesFrom] : [])]),
      ...(backup.lockDays !== null && {
        lockConfiguration: {
          minRetention: Duration.days(backup.lockDays),
          changeableFor: Duration.days(LOCK_CHANGEABLE_DAYS),
        },
      }),
    });
    this.key.grantEncryptDecrypt(new ServicePrincipal('backup.amazonaws.com'));
  }
}

/** Copies come from our accounts only, and recovery points are removed by retention, never by hand. */
function accessPolicy(accounts: string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        principals: accounts.map((account) => new AccountPrincipal(account)),
        actions: ['backup:CopyIntoBackupVault'],
        resources: ['*'],
      }),
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle', 'backup:DeleteBackupVault'],
        resources: ['*'],
        conditions: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
    ],
  });
}
