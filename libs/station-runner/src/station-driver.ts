// Drives the engine: feeds inputs one at a time, carries the outputs out in order, keeps one timer for all stations.
import { configurationText, nextDeadline, step } from '@simulator/station';
import type { StationInput, StationOutput } from '@simulator/station';
import type { RunnerClock } from './clock.js';
import { DeadlineTimer } from './deadline-timer.js';
import { describeInput, isGesture } from './describe-input.js';
import type { HostedStation } from './hosted-station.js';
import { Interception } from './interception.js';
import type { FrameInFlight } from './interception.js';
import { Link } from './link.js';
import type { LinkListener } from './link.js';
import type { RunnerListener, RunnerOptions } from './runner-options.js';
import { StateWriter } from './state-writer.js';
import type { StoreFailure, WriterListener } from './state-writer.js';
import { stationUrl } from './station-url.js';
import { headerOf } from './timeline.js';
import type { EventLevel, TimelineEntry } from './timeline.js';
import { hasUnsettledTransaction } from './unsettled.js';

export class StationDriver implements LinkListener<HostedStation>, WriterListener {
  /** Null: nothing is stored. */
  readonly writer: StateWriter | null;
  readonly #options: RunnerOptions;
  readonly #clock: RunnerClock;
  readonly #listener: RunnerListener;
  readonly #timer: DeadlineTimer<HostedStation>;
  readonly #holding = new Set<HostedStation>();
  /** Why the station hears what the CSMS never said. */
  readonly #causes = new WeakMap<StationInput, string>();
  #waitingLinks: Link<HostedStation>[] = [];
  #connecting = 0;
  #stopped = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#listener = options.listener ?? {};
    this.#timer = new DeadlineTimer(options.clock, (hosted) => this.#deadlineCame(hosted));
    this.writer = options.store === undefined ? null : new StateWriter(options.store, options.clock, this);
  }

  /** Inputs that come while the station's outputs are carried out wait their turn. */
  feed(hosted: HostedStation, input: StationInput): void {
    if (hosted.broken !== null || hosted.removed || this.#stopped) return;
    hosted.inbox.push(input);
    if (hosted.busy) return;
    hosted.busy = true;
    try {
      for (let next = hosted.inbox.shift(); next !== undefined; next = hosted.inbox.shift()) this.#step(hosted, next);
      this.#schedule(hosted);
    } catch (error) {
      this.#break(hosted, error);
    } finally {
      hosted.busy = false;
    }
    if (hosted.settled.length > 0 && hosted.broken === null && !hasUnsettledTransaction(hosted.station)) {
      for (const settled of hosted.settled) settled();
    }
    this.#listener.stationChanged?.(hosted);
  }

  /** Lets go of a station for good. */
  drop(hosted: HostedStation): void {
    hosted.removed = true;
    hosted.held = [];
    hosted.interception?.forget();
    this.#holding.delete(hosted);
    this.#timer.remove(hosted);
    hosted.link?.close(1000, 'Station removed');
  }

  /** @param polite closes the connections properly; otherwise they just end, as when the process is killed */
  stop(stations: Iterable<HostedStation>, { polite }: { polite: boolean }): void {
    this.#stopped = true;
    this.#waitingLinks = [];
    this.#timer.stop();
    for (const hosted of stations) {
      if (polite) hosted.link?.close(1001, 'The simulator stops');
      else hosted.link?.abandon();
    }
  }

  // What happens to a station -----------------------------------------------------------------------------------------

  linkOpened(hosted: HostedStation, subprotocol: string): void {
    this.feed(hosted, { type: 'connected', subprotocol });
  }

  linkReceived(hosted: HostedStation, text: string): void {
    const { interception } = hosted;
    if (interception !== null) {
      const header = headerOf(text, hosted.station);
      if (interception.take({ direction: 'received', text, ...header, cause: '' })) return;
    }
    this.feed(hosted, { type: 'frameReceived', text });
  }

  linkClosed(hosted: HostedStation, link: Link<HostedStation>, code: number, reason: string, wasOpen: boolean): void {
    if (hosted.link !== link) return;
    hosted.link = null;
    hosted.interception?.forget();
    this.feed(hosted, { type: 'disconnected', code, reason, wasOpen });
  }

  linkNoticed(hosted: HostedStation, text: string): void {
    this.#event(hosted, 'warn', text);
  }

  /** A line in the timeline. */
  notice(hosted: HostedStation, text: string): void {
    this.#event(hosted, 'info', text);
  }

  handshakeEnded(): void {
    this.#connecting -= 1;
    this.#startLinks();
  }

  now(): number {
    return this.#clock.now();
  }

  #deadlineCame(hosted: HostedStation): void {
    if (hosted.link !== null && hosted.link.deadline <= this.#clock.now()) hosted.link.timeOut();
    // A ping is no news to the station.
    if (hosted.stationDueAt <= this.#clock.now()) this.feed(hosted, { type: 'deadlineReached' });
    else this.#schedule(hosted);
  }

  #schedule(hosted: HostedStation): void {
    if (hosted.removed || hosted.broken !== null) return this.#timer.remove(hosted);
    hosted.link?.setPingInterval(configurationText(hosted.station, 'WebSocketPingInterval'));
    hosted.stationDueAt = nextDeadline(hosted.station);
    this.#timer.set(hosted, Math.min(hosted.stationDueAt, hosted.link?.deadline ?? Infinity));
  }

  #step(hosted: HostedStation, input: StationInput): void {
    const now = this.#clock.now();
    if (hosted.timeline !== null) {
      if (input.type === 'frameReceived') {
        const cause = this.#causes.get(input) ?? '';
        this.#entry(hosted, hosted.timeline.addReceived(now, input.text, hosted.station, cause));
      } else {
        const event = describeInput(input);
        if (event !== null)
          this.#entry(hosted, hosted.timeline.addEvent(now, event.level, event.text, isGesture(input) ? input : null));
      }
    }
    const outputs = step(hosted.station, input, now);
    this.#listener.stepped?.(hosted, input, outputs, now);
    for (const output of outputs) this.#takeOutput(hosted, output);
  }

  /** An engine that throws has a bug: its station stops where it is, the others go on. */
  #break(hosted: HostedStation, error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    hosted.broken = `The station “${hosted.definition.name}” has stopped because of a fault in the simulator: ${what}`;
    hosted.inbox = [];
    hosted.held = [];
    hosted.link?.abandon();
    this.#timer.remove(hosted);
    this.#event(hosted, 'error', hosted.broken);
    this.#listener.fault?.({ kind: 'brokenStation', problem: hosted.broken });
  }

  // What a station wants ----------------------------------------------------------------------------------------------

  #takeOutput(hosted: HostedStation, output: StationOutput): void {
    if (output.type === 'persist') {
      if (hosted.guest === null) this.writer?.markPart(hosted, output.part);
      return;
    }
    if (output.type === 'log') return this.#event(hosted, output.level, output.message);
    const mustWait = this.writer?.holdsFrames === true && (hosted.saved < hosted.marked || hosted.held.length > 0);
    if (!mustWait) return this.#carryOut(hosted, output);
    hosted.held.push({ output, link: hosted.link, after: hosted.marked });
    this.#holding.add(hosted);
  }

  stateSaved(hosted: HostedStation, mark: number): void {
    hosted.saved = mark;
    this.#release(hosted, mark);
  }

  storeFailed(failure: StoreFailure | null): void {
    if (failure === null) {
      this.#listener.fault?.({ kind: 'storageWorksAgain', problem: 'The stations are being stored again.' });
      return;
    }
    // Charging goes on without the store.
    for (const hosted of [...this.#holding]) this.#release(hosted, Infinity);
    this.#listener.fault?.({
      kind: 'storage',
      isFull: failure.isFull,
      problem: `The stations cannot be stored (${failure.problem}). They go on, but what happens from now on may be lost when they are closed.`,
    });
  }

  #release(hosted: HostedStation, mark: number): void {
    while (hosted.held[0] !== undefined && hosted.held[0].after <= mark) {
      const { output, link } = hosted.held[0];
      hosted.held.shift();
      if (output.type === 'openConnection' || (link !== null && link === hosted.link)) this.#carryOut(hosted, output);
    }
    if (hosted.held.length === 0) this.#holding.delete(hosted);
    this.#schedule(hosted);
  }

  #carryOut(hosted: HostedStation, output: StationOutput): void {
    if (this.#stopped) return;
    if (output.type === 'sendFrame') {
      if (hosted.link?.state !== 'open') return;
      if (hosted.interception?.take({ ...output, direction: 'sent' }) === true) return;
      this.#send(hosted, output);
    } else if (output.type === 'closeConnection') hosted.link?.close(output.code, output.reason);
    else if (output.type === 'openConnection') this.#open(hosted, output.subprotocol);
  }

  #send(hosted: HostedStation, frame: FrameToSend): void {
    if (hosted.timeline !== null) this.#entry(hosted, hosted.timeline.addSent(this.#clock.now(), frame));
    hosted.link?.send(frame.text);
  }

  /** What is needed to stand between this station and its CSMS. */
  interceptionOf(hosted: HostedStation): Interception {
    const changed = () => this.#listener.stationChanged?.(hosted);
    hosted.interception ??= new Interception(this.#clock, {
      pass: (frame) => {
        if (frame.direction === 'received') this.feed(hosted, { type: 'frameReceived', text: frame.text });
        else if (hosted.link?.state === 'open') this.#send(hosted, sendable(frame));
      },
      answer: (call, text) => this.#answerFor(hosted, call, text),
      answerInPlace: (frame, text) => this.#answerInPlace(hosted, frame, text),
      notice: (text) => this.#event(hosted, 'info', text),
      changed,
    });
    return hosted.interception;
  }

  /** The CALL never reaches the station; both frames stand in the timeline. */
  #answerFor(hosted: HostedStation, call: FrameInFlight, text: string | null): void {
    const { timeline } = hosted;
    if (timeline !== null) {
      this.#entry(hosted, timeline.addReceived(this.#clock.now(), call.text, hosted.station));
    }
    if (text === null) this.#event(hosted, 'info', `${call.action} is never answered, as you asked`);
    else {
      const answer: FrameInFlight = {
        ...call,
        text,
        messageType: text.startsWith('[3') ? 3 : 4,
        cause: 'always answered so',
      };
      if (hosted.link?.state === 'open') this.#send(hosted, sendable(answer));
    }
    this.#listener.stationChanged?.(hosted);
  }

  #answerInPlace(hosted: HostedStation, frame: FrameInFlight, text: string | null): void {
    const told = `The CSMS answered ${frame.action} with ${frame.text}`;
    if (text === null)
      return this.#event(hosted, 'info', `${told}; as the scenario wants it, the station does not hear it`);
    this.#event(hosted, 'info', `${told}; the station hears what the scenario wants`);
    const input: StationInput = { type: 'frameReceived', text };
    this.#causes.set(input, 'answered in place of the CSMS by the scenario');
    this.feed(hosted, input);
  }

  #open(hosted: HostedStation, subprotocol: string): void {
    const { definition } = hosted;
    hosted.link?.abandon();
    hosted.interception?.forget();
    const password = configurationText(hosted.station, 'AuthorizationKey');
    const request = {
      url: stationUrl(definition),
      subprotocol,
      stationId: definition.config.id,
      ...(password === '' ? {} : { password }),
      ...(definition.relay === undefined ? {} : { relay: definition.relay }),
    };
    hosted.link = new Link(this, hosted, request);
    // The timeline is shown, copied and shared: no password in it.
    const address = request.url.replace(/(\/\/[^/@:]*):[^/@]*@/, '$1:••••@');
    this.#event(hosted, 'info', `Connecting to ${hosted.guest === null ? address : 'the CSMS of the replay'}`);
    this.#waitingLinks.push(hosted.link);
    this.#startLinks();
  }

  #startLinks(): void {
    const { maxConnecting = Infinity, openSocket } = this.#options;
    while (this.#connecting < maxConnecting) {
      const link = this.#waitingLinks.shift();
      if (link === undefined) return;
      if (link.state !== 'queued') continue;
      this.#connecting += 1;
      link.start(link.target.guest?.openSocket ?? openSocket);
      this.#schedule(link.target);
    }
  }

  #event(hosted: HostedStation, level: EventLevel, text: string): void {
    if (hosted.timeline !== null) this.#entry(hosted, hosted.timeline.addEvent(this.#clock.now(), level, text));
  }

  #entry(hosted: HostedStation, entry: TimelineEntry): void {
    this.#listener.timelineGrew?.(hosted, entry);
  }
}

type FrameToSend = Omit<Extract<StationOutput, { type: 'sendFrame' }>, 'type'>;

/** A frame that a person changed may be anything: the timeline reads it for itself. */
function sendable({ text, messageId, messageType, action, cause }: FrameInFlight): FrameToSend {
  return { text, messageId: messageId ?? '', messageType: messageType ?? 2, action: action ?? '', cause };
}
