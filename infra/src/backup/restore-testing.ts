import { CfnRestoreTestingPlan, CfnRestoreTestingSelection } from 'aws-cdk-lib/aws-backup';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config/environment-config.js';

interface Props {
  config: EnvironmentConfig;
  vaultArn: string;
  role: IRole;
  resources: { RDS: string; S3: string };
  subnetGroupName: string;
}

/** Each week AWS restores the newest recovery points, reports whether it could, and removes what it made. */
export class RestoreTesting extends Construct {
  constructor(scope: Construct, id: string, { config, vaultArn, role, resources, subnetGroupName }: Props) {
    super(scope, id);
    // These names take letters, digits and underscores.
    const restoreTestingPlanName = `simulator_${config.name.replaceAll('-', '_')}`;
    const plan = new CfnRestoreTestingPlan(this, 'Plan', {
      restoreTestingPlanName,
      scheduleExpression: 'cron(0 6 ? * SUN *)',
      startWindowHours: 4,
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vaultArn],
        recoveryPointTypes: ['SNAPSHOT', 'CONTINUOUS'],
        selectionWindowDays: 7,
      },
    });
    for (const [protectedResourceType, arn] of Object.entries(resources)) {
      new CfnRestoreTestingSelection(this, protectedResourceType, {
        restoreTestingPlanName,
        restoreTestingSelectionName: `${restoreTestingPlanName}_${protectedResourceType}`,
        protectedResourceType,
        protectedResourceArns: [arn],
        iamRoleArn: role.roleArn,
        validationWindowHours: 1,
        ...(protectedResourceType === 'RDS' && { restoreMetadataOverrides: { dbsubnetgroupname: subnetGroupName } }),
      }).addResourceDependency(plan);
    }
  }
}
