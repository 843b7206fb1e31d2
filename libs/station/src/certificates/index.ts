export { type Curve, type PublicKey, type SignatureAlgorithm } from './algorithms.js';
export {
  type Certificate,
  parseCertificate,
  parseCertificateChain,
  type ParsedCertificate,
  type ParsedChain,
} from './certificate.js';
export { type Verdict, verifyChain } from './chain.js';
export { type CertificateHashData, certificateHashData } from './hash-data.js';
export { type HashAlgorithm } from './hashes.js';
export { certificateMatchesKey, createCsr, createKeyPair, type CsrSubject, type KeyPair } from './key-pair.js';
export { verifySignature } from './signatures.js';
export * from './own-certificate.js';
export * from './store.js';
