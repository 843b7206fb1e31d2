import { pad } from './scene.js';

interface PedestalProps {
  color: string;
  screen: { text: string; unit: string };
}

/** The station's cabinet: light bar, screen, card pad, outlet. */
export function Pedestal({ color, screen: { text, unit } }: PedestalProps) {
  return (
    <g>
      <rect className="pedestal-body" x="24" y="18" width="60" height="128" rx="10" />
      <rect className="pedestal-light" x="34" y="26" width="40" height="4" rx="2" style={{ fill: color }} />
      <rect className="pedestal-screen" x="32" y="38" width="44" height="32" rx="4" />
      <text className="pedestal-power" x="54" y={unit === '' ? 58 : 54} textAnchor="middle" data-long={text.length > 5}>
        {text}
      </text>
      {unit !== '' && (
        <text className="pedestal-unit" x="54" y="64" textAnchor="middle">
          {unit}
        </text>
      )}
      <g className="pedestal-pad" transform={`translate(${pad.x} ${pad.y})`}>
        <path d="M-4 -4a5.6 5.6 0 0 1 0 8M-.5 -7a9.8 9.8 0 0 1 0 14M3 -10a14 14 0 0 1 0 20" />
      </g>
      <circle className="pedestal-outlet" cx="70" cy="116" r="8" />
    </g>
  );
}
