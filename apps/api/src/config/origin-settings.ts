import { StartupError } from './startup-error.js';

export interface OriginSettings {
  /** Origins of pages, beside the API's own, such as `https://simulator.example`. */
  allowed: readonly string[];
  /**
   * Whether only names of this machine count as the API's own. Without a login on loopback they must: a foreign page can
   * let its own name point here (DNS rebinding), and is then of the same origin.
   */
  localNamesOnly: boolean;
}

/** @throws StartupError for what is no list of origins. */
export function readOriginSettings(list: string | undefined, localNamesOnly: boolean): OriginSettings {
  const texts = (list ?? '').split(',').map((text) => text.trim());
  return { allowed: texts.filter((text) => text !== '').map(readOrigin), localNamesOnly };
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new StartupError(
      `Cannot start: ALLOWED_ORIGINS has ${text}, which is no origin. Write each as https://simulator.example, with commas between them.`,
    );
  }
  return url.origin;
}
