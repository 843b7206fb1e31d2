// Custom resource: after the database stands, its application's user does too.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { answerCloudFormation } from '../answer-cloudformation.js';
import type { CustomResourceEvent } from '../answer-cloudformation.js';
import { ensureUser } from './ensure-user.js';
import type { Credentials } from './ensure-user.js';

const client = new SecretsManagerClient();

export async function handler(event: CustomResourceEvent): Promise<void> {
  await answerCloudFormation(event, 'database-user', async () => {
    if (event.RequestType === 'Delete') return;
    const { MasterSecretArn, UserSecretArn, Database, CertificateAuthority } = event.ResourceProperties;
    if (!MasterSecretArn || !UserSecretArn || !Database || !CertificateAuthority) {
      throw new Error('MasterSecretArn, UserSecretArn, Database and CertificateAuthority are needed.');
    }
    const [master, user] = await Promise.all([credentialsOf(MasterSecretArn), credentialsOf(UserSecretArn)]);
    await ensureUser(master, user, Database, { ca: CertificateAuthority });
  });
}

async function credentialsOf(secretArn: string): Promise<Credentials> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return JSON.parse(SecretString ?? '{}') as Credentials;
}
