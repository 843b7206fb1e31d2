import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

const SETTLED_MS = 250;

/** A text that people type, and the same once they have stopped typing. */
export function useSettledText(): { text: string; settled: string; setText: (text: string) => void } {
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, settled, setText };
}

export function FilterRow({ children }: { children: ReactNode }) {
  return (
    <div className="csms-filter" role="search">
      {children}
    </div>
  );
}
