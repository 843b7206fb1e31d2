import { Store, useStore } from './store.js';

const announcement = new Store('');

/** Says it to people who listen to the page; politely, after what is being read. */
export function announce(text: string): void {
  announcement.set(text);
}

export function Announcer() {
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {useStore(announcement)}
    </div>
  );
}
