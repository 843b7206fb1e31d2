import type { ReactNode } from 'react';
import type { TagRow } from './tag-rows.js';

interface TagTableProps {
  name: string;
  rows: readonly TagRow[];
  /** What can be done with a card, as buttons. */
  actions?: (idTag: string) => ReactNode;
}

/** Cards with status, parent id and expiry. */
export function TagTable({ name, rows, actions }: TagTableProps) {
  return (
    <div className="tags-scroll" tabIndex={0} role="group" aria-label={name}>
      <table className="tags">
        <thead>
          <tr>
            <th scope="col">Card</th>
            <th scope="col">Status</th>
            <th scope="col">Parent id</th>
            <th scope="col">Expires</th>
            {actions !== undefined && (
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ idTag, status, parentIdTag, expires }) => (
            <tr key={idTag} data-testid="tag" data-tag={idTag}>
              <td>
                <code>{idTag}</code>
              </td>
              <td data-accepted={status === 'Accepted' && expires !== 'expired'}>{status}</td>
              <td>{parentIdTag === '' ? <span className="soft">none</span> : <code>{parentIdTag}</code>}</td>
              <td className="soft">{expires === '' ? 'never' : expires}</td>
              {actions !== undefined && <td className="tag-actions">{actions(idTag)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
