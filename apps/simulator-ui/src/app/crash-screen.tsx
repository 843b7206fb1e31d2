import { Component } from 'react';
import type { ReactNode } from 'react';

/** Where a fault of the page itself ends: the stations run in their Worker and go on. */
export class CrashScreen extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main className="app screen">
        <div className="screen-card" role="alert">
          <h1>The page has a fault</h1>
          <p>The stations are not affected: they go on, and are here again after loading the page.</p>
          <p className="soft">
            <code>{error.message}</code>
          </p>
          <button type="button" className="button button-primary button-large" onClick={() => location.reload()}>
            Load the page again
          </button>
        </div>
      </main>
    );
  }
}
