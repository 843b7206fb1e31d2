const connected = 'M78 116C104 116 96 142 118 142S146 118 160 118';
const hanging = 'M78 116C98 116 104 140 92 142C80 144 82 128 86 104';

/** The cable, in its holder or in the car. While energy flows, dashes run along it; the more power, the faster. */
export function Cable({ plugged, powerW, color }: { plugged: boolean; powerW: number; color: string }) {
  const flows = plugged && powerW > 0;
  // 3.7 kW takes 2.4 s a dash, 150 kW 0.5 s: the logarithm keeps both readable.
  const seconds = Math.max(0.4, 2.4 - 1.2 * Math.log10(Math.max(powerW, 3700) / 3700));
  return (
    <g>
      <path className="cable" d={plugged ? connected : hanging} />
      {flows && (
        <path
          className="cable-energy"
          d={connected}
          style={{ stroke: color, animationDuration: `${seconds.toFixed(2)}s` }}
        />
      )}
      {plugged ? (
        <rect className="cable-plug" x="154" y="113" width="12" height="10" rx="3" />
      ) : (
        <rect className="cable-plug" x="81" y="94" width="10" height="13" rx="3" />
      )}
    </g>
  );
}
