const radius = 46;
const around = 2 * Math.PI * radius;

/** State of charge as a ring, with a mark where the car stops. */
export function SocRing({ socPercent, targetSocPercent }: { socPercent: number; targetSocPercent: number }) {
  const angle = (targetSocPercent / 100) * 360;
  return (
    <div className="soc-ring">
      <svg viewBox="0 0 112 112" aria-hidden="true">
        <circle className="soc-track" cx="56" cy="56" r={radius} />
        <circle
          className="soc-fill"
          cx="56"
          cy="56"
          r={radius}
          strokeDasharray={`${(socPercent / 100) * around} ${around}`}
          transform="rotate(-90 56 56)"
        />
        {targetSocPercent < 100 && (
          <path className="soc-target" d="M56 3V17" transform={`rotate(${angle.toFixed(1)} 56 56)`} />
        )}
      </svg>
      <div className="soc-words">
        <span className="soc-value" data-testid="connector-soc" data-soc={socPercent}>
          {socPercent.toFixed(1)} %
        </span>
        <span className="soft">of {Math.round(targetSocPercent)} %</span>
      </div>
    </div>
  );
}
