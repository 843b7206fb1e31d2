import { AwsClient } from 'aws4fetch';
import type { SecretSource } from '../../config/edge-config.js';

const TIMEOUT_MS = 1500;

/** GetSecretValue, signed with the credentials that the Lambda runtime gives its function. */
export async function fetchSecret(source: SecretSource): Promise<string> {
  if (!('id' in source)) throw new Error('this build reads its secret from Secrets Manager only');
  const { id, region, endpoint } = source;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const client = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    service: 'secretsmanager',
    region,
    retries: 1,
  });
  const response = await client.fetch(endpoint ?? `https://secretsmanager.${region}.amazonaws.com/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: JSON.stringify({ SecretId: id }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Secrets Manager answers ${response.status}`);
  const { SecretString: text } = (await response.json()) as { SecretString?: string };
  return text ?? '';
}
