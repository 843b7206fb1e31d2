// The page's own small set of 16-pixel line icons.
const paths = {
  alert: 'M8 5.2v3.6M8 11.3v.1M8 1.8l6.6 11.7H1.4z',
  arrowLeft: 'M13 8H3.5M7 4 3 8l4 4',
  arrowRight: 'M3 8h9.5M9 4l4 4-4 4',
  auto: 'M8 2v12M8 2a6 6 0 0 1 0 12M8 2a6 6 0 0 0 0 12',
  bolt: 'M9 1.8 3.6 9h4l-.6 5.2L12.4 7h-4z',
  card: 'M1.8 4.2h12.4v7.6H1.8zM1.8 7h12.4M4 9.6h2.4',
  chart: 'M2 13.5h12M3.5 11l3-4 2.5 2 4-5.5',
  check: 'm3 8.6 3.2 3.2L13 4.6',
  chevronDown: 'm4 6 4 4 4-4',
  chevronUp: 'm4 10 4-4 4 4',
  chevronRight: 'm6 4 4 4-4 4',
  clock: 'M8 4.6V8l2.4 1.6M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  command:
    'M5.6 5.6h4.8v4.8H5.6zM5.6 5.6H4.1a1.7 1.7 0 1 1 1.5-1.7zM10.4 5.6h1.5a1.7 1.7 0 1 0-1.5-1.7zM5.6 10.4H4.1a1.7 1.7 0 1 0 1.5 1.7zM10.4 10.4h1.5a1.7 1.7 0 1 1-1.5 1.7z',
  dot: 'M8 6.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2',
  flag: 'M4 14V2.5M4 3h8l-2 2.8L12 8.6H4',
  info: 'M8 7.4v3.6M8 5v.1M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2',
  grid: 'M2.5 2.5h4.4v4.4H2.5zM9.1 2.5h4.4v4.4H9.1zM2.5 9.1h4.4v4.4H2.5zM9.1 9.1h4.4v4.4H9.1z',
  link: 'M6.6 9.4a2.7 2.7 0 0 0 3.8 0l2.3-2.3a2.7 2.7 0 0 0-3.8-3.8l-.8.8M9.4 6.6a2.7 2.7 0 0 0-3.8 0L3.3 8.9a2.7 2.7 0 0 0 3.8 3.8l.8-.8',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.6 4v.1M2.6 8v.1M2.6 12v.1',
  lock: 'M4 7.2h8v6H4zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  pencil: 'm3 13 .6-2.6L10.8 3a1.4 1.4 0 0 1 2 2l-7.3 7.4z',
  person: 'M8 2.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2M2.8 13.6a5.2 5.2 0 0 1 10.4 0',
  play: 'M5 3.2v9.6L12.5 8z',
  plug: 'M5.6 2v3.2M10.4 2v3.2M3.8 5.2h8.4v2.2a4.2 4.2 0 0 1-8.4 0zM8 11.6V14',
  plus: 'M8 3v10M3 8h10',
  search: 'm13.4 13.4-3.2-3.2M7 2.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8',
  stop: 'M4 4h8v8H4z',
  sun: 'M8 5.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2M8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M12.7 3.3l-1 1M4.3 11.7l-1 1',
  trash: 'M3 4.4h10M6.4 4.4V2.8h3.2v1.6M4.4 4.4l.6 9h6l.6-9',
  upload: 'M8 11V2.5M4.8 5.6 8 2.4l3.2 3.2M2.6 10.5v3h10.8v-3',
  unlock: 'M4 7.2h8v6H4zM5.6 7.2V4.6a2.4 2.4 0 0 1 4.6-1',
  wifiOff:
    'M2.4 6.4A8 8 0 0 1 8 4c2.1 0 4.1.9 5.6 2.4M4.7 8.9A4.7 4.7 0 0 1 8 7.5c1.3 0 2.4.5 3.3 1.4M8 12v.1M2.5 2.5l11 11',
  x: 'm4 4 8 8M12 4l-8 8',
} as const;

export type IconName = keyof typeof paths;

/** Decoration: the words beside it say the same. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
