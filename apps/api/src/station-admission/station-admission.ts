// Who may connect as a station, and how well that is proven (security profiles of the OCPP security whitepaper, §3).
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '../auth/auth.guard.js';
import { Authenticator } from '../auth/authenticator.js';
import type { Principal } from '../auth/principal.js';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { isSameOrigin } from '../http/origin.js';
import { ProblemException } from '../http/problem.js';
import { clientAddress, isSecure } from '../http/proxies.js';
import { Log } from '../logging/log.js';
import { ClientCertificates } from '../station-certificates/presented-certificate.js';
import { describeCertificate, ownershipProblem } from '../station-certificates/station-certificate.js';
import type { StationCertificate } from '../station-certificates/station-certificate.js';
import { StationSecretsService } from '../station-secrets/station-secrets.service.js';
import type { StationEntity } from '../stations/station.entity.js';

/** By what a station, or whoever runs it, has proven to be the one. */
export type Proof = 'none' | 'demoName' | 'user' | 'secret' | 'certificate';

export interface Admitted {
  kind: 'admitted';
  proof: Proof;
  /** 0 to 3. */
  securityProfile: number;
  certificate: StationCertificate | null;
  /** Subject of the user whose station it is, where a user connects it. */
  user: string | null;
  /** Of the client, as far as trusted proxies say. */
  address: string;
}

export interface Refused {
  kind: 'refused';
  status: number;
  problem: string;
  headers: Record<string, string>;
  address: string;
}

type Asking = Pick<IncomingMessage, 'headers' | 'socket'>;
type Admission = Omit<Admitted, 'address'>;
type Refusal = Omit<Refused, 'address'>;
type Step = Admission | Refusal | null;

/** Without the challenge a browser, and many a station, never sends its credentials. */
const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="OCPP", charset="UTF-8"' };
const NO_SECRET = 'The station has to give its id and its secret (HTTP Basic)';

@Injectable()
export class StationAdmission {
  private readonly certificates: ClientCertificates;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly secrets: StationSecretsService,
    private readonly guard: AuthGuard,
    private readonly authenticator: Authenticator,
    private readonly log: Log,
  ) {
    this.certificates = new ClientCertificates(environment);
  }

  /** @param station null: not known */
  async decide(id: string, station: StationEntity | null, request: Asking): Promise<Admitted | Refused> {
    const address = this.addressOf(request);
    const admission =
      this.refuseUnknown(station) ??
      this.byCertificate(id, station, request) ??
      this.refuseEarly(station, request) ??
      (await this.byUser(station, request)) ??
      (await this.bySecret(id, station, request)) ??
      this.unproven(station);
    const judged = admission.kind === 'refused' ? admission : this.refuseForeignPage(admission, request);
    return { ...judged, address };
  }

  /** OCPP-J 1.6 §3.1.1: a server that does not know the identity answers 404. */
  private refuseUnknown(station: StationEntity | null): Refusal | null {
    const isRefused = station === null && this.environment.unknownStations === 'refuse';
    return isRefused ? refused(404, 'This station is not known') : null;
  }

  private requiredProfile(station: StationEntity | null): number {
    // Whether visitors may come at all is said by DEMO_SESSIONS.
    const general = isDemo(station) ? 0 : this.environment.minSecurityProfile;
    return Math.max(general, station?.minSecurityProfile ?? 0);
  }

  private byCertificate(id: string, station: StationEntity | null, request: Asking): Admission | null {
    const now = new Date();
    const presented = this.certificates.read(request, now);
    if (presented === null) return null;
    const policy = station ?? { id, certificateCommonName: null, certificateFingerprint: null };
    const problem = 'problem' in presented ? presented.problem : ownershipProblem(presented.certificate, policy);
    if (problem !== null || 'problem' in presented) {
      this.log.warn({ stationId: id, address: this.addressOf(request), problem }, 'client certificate does not count');
      return null;
    }
    const certificate = describeCertificate(presented.certificate, now);
    return { ...admitted('certificate', 3), certificate };
  }

  /** What no password can mend is said before one is asked for: it would travel in the clear. */
  private refuseEarly(station: StationEntity | null, request: Asking): Refusal | null {
    const required = this.requiredProfile(station);
    if (required === 3)
      return refused(403, 'The station has to present its own client certificate (security profile 3)');
    if (required < 2 || isSecure(request, this.environment.proxies)) return null;
    return refused(403, 'The station has to connect by TLS, wss:// (security profile 2)');
  }

  /** A bearer token, which the edge makes of the login's cookie: for stations that its user created, and no other. */
  private async byUser(station: StationEntity | null, request: Asking): Promise<Step> {
    const { authorization } = request.headers;
    if (this.environment.authMode === 'none' || !/^bearer /i.test(authorization ?? '')) return null;
    // A demo station's name admits by itself, but the name of one visitor's is not for another.
    const asked = isDemo(station) ? await this.authenticator.authenticate(authorization) : await this.operator(request);
    if (asked === null) return null;
    if ('kind' in asked) return asked;
    if (station !== null && station.createdBy !== asked.subject && !(isDemo(station) && station.createdBy === null)) {
      return refused(403, 'This station was created by somebody else; only its own credentials connect it');
    }
    return { ...admitted('user', this.profileOfSecret(request)), user: asked.subject };
  }

  private async operator({ headers, socket }: Asking): Promise<Principal | Refusal> {
    const answered: Record<string, string> = {};
    const answer = { setHeader: (name: string, value: string): unknown => (answered[name] = value) };
    try {
      return await this.guard.admit({ headers, socket }, answer, 'operator');
    } catch (error) {
      if (!(error instanceof ProblemException)) throw error;
      const status = error.getStatus();
      return refused(status, error.message, status === 401 ? CHALLENGE : answered);
    }
  }

  private async bySecret(id: string, station: StationEntity | null, request: Asking): Promise<Step> {
    if (station === null || station.secretHash === null) return null;
    const { authorization } = request.headers;
    const check = await this.secrets.check(id, station.secretHash, authorization, this.addressOf(request));
    if (check.kind === 'right') return admitted('secret', this.profileOfSecret(request));
    if (check.kind === 'wrong') return refused(401, NO_SECRET, CHALLENGE);
    const { retryAfterS } = check;
    const problem = `Too many failed attempts; try again in ${retryAfterS} s`;
    return refused(429, problem, { 'Retry-After': String(retryAfterS) });
  }

  private unproven(station: StationEntity | null): Admission | Refusal {
    if (this.requiredProfile(station) > 0) return refused(401, NO_SECRET, CHALLENGE);
    // The name of a demo station is 60 random bits that only its visitor knows.
    return admitted(isDemo(station) ? 'demoName' : 'none', 0);
  }

  /**
   * A browser lets every page connect to every server, and adds by itself what it has: cookies, its place in a protected network.
   * A secret, or a name that is one, shows that the page was meant to connect; a station's key is in no browser.
   */
  private refuseForeignPage(admission: Admission, request: Asking): Admission | Refusal {
    if (admission.proof !== 'none' && admission.proof !== 'user') return admission;
    if (isSameOrigin(request, this.environment.origins)) return admission;
    return refused(
      403,
      'A page of another origin connects a station only with its secret; ALLOWED_ORIGINS can allow the page',
    );
  }

  private addressOf(request: Asking): string {
    return clientAddress(request, this.environment.proxies);
  }

  private profileOfSecret(request: Asking): number {
    return isSecure(request, this.environment.proxies) ? 2 : 1;
  }
}

const isDemo = (station: StationEntity | null): boolean => station !== null && station.expiresAt !== null;

const admitted = (proof: Proof, securityProfile: number): Admission => ({
  kind: 'admitted',
  proof,
  securityProfile,
  certificate: null,
  user: null,
});

const refused = (status: number, problem: string, headers: Record<string, string> = {}): Refusal => ({
  kind: 'refused',
  status,
  problem,
  headers,
});
