import { useId } from 'react';

const body =
  'M6 48C4 40 6 33 14 31L34 28C46 14 60 6 82 6C104 6 118 12 132 27L148 31C155 33 158 38 157 46L156 50C156 53 154 54 151 54L8 54C6 53 6 51 6 48Z';
const left = 150;
const top = 80;

/** The car from the side, filled as far as its battery is; without one, the outline of where it would stand. */
export function CarDrawing({ socPercent, color }: { socPercent: number | null; color: string }) {
  const clipId = useId();
  if (socPercent === null) {
    return (
      <g className="car car-absent" transform={`translate(${left} ${top})`}>
        <path d={body} />
        <circle cx="38" cy="54" r="11" />
        <circle cx="128" cy="54" r="11" />
      </g>
    );
  }
  return (
    <g className="car" transform={`translate(${left} ${top})`}>
      <clipPath id={clipId}>
        <path d={body} />
      </clipPath>
      <path className="car-body" d={body} />
      <g clipPath={`url(#${clipId})`}>
        <rect
          className="car-charge"
          y="28"
          width={160}
          height="30"
          style={{ fill: color, scale: `${socPercent / 100} 1` }}
        />
      </g>
      <path className="car-glass" d="M46 27C56 17 66 12 80 12V27ZM86 12C100 12 110 17 119 27H86Z" />
      <path className="car-line" d={body} />
      <circle className="car-wheel" cx="38" cy="54" r="12" />
      <circle className="car-wheel" cx="128" cy="54" r="12" />
      <circle className="car-hub" cx="38" cy="54" r="4.5" />
      <circle className="car-hub" cx="128" cy="54" r="4.5" />
    </g>
  );
}
