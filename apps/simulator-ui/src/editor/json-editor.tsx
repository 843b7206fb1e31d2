import { useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { offersAt } from './completion.js';
import type { Edited, Offer, Offers } from './completion.js';
import './editor.css';

interface JsonEditorProps {
  label: string;
  text: string;
  edited: Edited;
  /** Id of the element that says what is wrong with the text. */
  describedBy?: string;
  autoFocus?: boolean;
  onChange: (text: string) => void;
  /** Escape, when nothing is offered. */
  onEscape?: () => void;
  /** Ctrl or ⌘ with Enter. */
  onSubmit?: () => void;
}

/** A text field for JSON that offers what the schema knows while one types, and on Ctrl with Space. Anything may be typed. */
export function JsonEditor(props: JsonEditorProps) {
  const { label, text, edited, describedBy, autoFocus = false, onChange } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const [offers, setOffers] = useState<PlacedOffers | null>(null);
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const listId = `${id}-list`;

  function look(): void {
    const element = area.current;
    if (element === null || element.selectionStart !== element.selectionEnd) return setOffers(null);
    const found = offersAt(element.value, element.selectionStart, edited, new Date().toISOString());
    setOffers(found && { ...found, place: caretPlace(element) });
    setChosen(0);
  }

  function take(offer: Offer): void {
    const element = area.current;
    if (element === null || offers === null) return;
    // Where a name or value is typed inside of quotes already, the closing one goes too.
    const end =
      element.selectionStart +
      (element.value[offers.from] === '"' && element.value[element.selectionStart] === '"' ? 1 : 0);
    element.setSelectionRange(offers.from, end);
    insert(element, offer.insert);
    element.setSelectionRange(offers.from + offer.caret, offers.from + offer.caret);
    onChange(element.value);
    look();
  }

  function takeKey(event: KeyboardEvent): void {
    const key = takenKey(event, offers !== null);
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    const count = offers?.offers.length ?? 0;
    if (key === 'submit') props.onSubmit?.();
    else if (key === 'offer') look();
    else if (key === 'escape' && offers === null) props.onEscape?.();
    else if (key === 'escape') setOffers(null);
    else if (key === 'take') take(offers!.offers[chosen]!);
    else setChosen((chosen + (key === 'down' ? 1 : count - 1)) % count);
  }

  return (
    <div className="json-editor">
      <label htmlFor={id}>{label}</label>
      <div className="json-editor-field">
        <textarea
          ref={area}
          id={id}
          className="input"
          rows={Math.min(18, Math.max(4, text.split('\n').length + 1))}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoFocus={autoFocus}
          value={text}
          aria-describedby={describedBy}
          aria-autocomplete="list"
          aria-controls={offers === null ? undefined : listId}
          aria-activedescendant={offers === null ? undefined : `${listId}-${chosen}`}
          onChange={({ target }) => {
            onChange(target.value);
            look();
          }}
          onKeyDown={takeKey}
          onClick={() => setOffers(null)}
          onBlur={() => setOffers(null)}
        />
        {offers !== null && (
          <OfferList id={listId} offers={offers.offers} chosen={chosen} place={offers.place} onTake={take} />
        )}
      </div>
    </div>
  );
}

interface CaretPlace {
  line: number;
  column: number;
  scrollTop: number;
  scrollLeft: number;
}

type PlacedOffers = Offers & { place: CaretPlace };

interface OfferListProps {
  id: string;
  offers: readonly Offer[];
  chosen: number;
  place: CaretPlace;
  onTake: (offer: Offer) => void;
}

function OfferList({ id, offers, chosen, place, onTake }: OfferListProps) {
  const { line, column, scrollTop, scrollLeft } = place;
  return (
    <ul
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="offers"
      style={{
        top: `calc(${line + 1} * 1.5em + 10px - ${scrollTop}px)`,
        left: `clamp(0px, calc(${column}ch - ${scrollLeft}px), calc(100% - 240px))`,
      }}
    >
      {offers.map((offer, index) => (
        <li
          key={offer.label}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          ref={(element) => {
            if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
          }}
          // Before the field loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(offer);
          }}
        >
          <span>{offer.label}</span>
          <span className="soft">{offer.detail}</span>
        </li>
      ))}
    </ul>
  );
}

type Key = 'submit' | 'offer' | 'escape' | 'take' | 'down' | 'up';

function takenKey({ key, ctrlKey, metaKey }: KeyboardEvent, isOffering: boolean): Key | null {
  if (key === 'Enter' && (ctrlKey || metaKey)) return 'submit';
  if (key === ' ' && ctrlKey) return 'offer';
  if (key === 'Escape') return 'escape';
  if (!isOffering) return null;
  const keys: Record<string, Key> = { Enter: 'take', Tab: 'take', ArrowDown: 'down', ArrowUp: 'up' };
  return keys[key] ?? null;
}

function caretPlace({ value, selectionStart, scrollTop, scrollLeft }: HTMLTextAreaElement): CaretPlace {
  const lines = value.slice(0, selectionStart).split('\n');
  return { line: lines.length - 1, column: lines.at(-1)!.length, scrollTop, scrollLeft };
}

/** As if it were typed, so that it can be undone. */
function insert(element: HTMLTextAreaElement, text: string): void {
  element.focus();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else keeps the field's undo
  if (!document.execCommand('insertText', false, text)) element.setRangeText(text);
}
