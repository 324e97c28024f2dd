/** Line icons on a 16 px grid, drawn here so that no icon library is loaded. Always decorative:
 *  a word or an aria-label stands beside them. */
const paths = {
  home: 'M2.5 7.5 8 3l5.5 4.5V13a.5.5 0 0 1-.5.5H9.8V9.8H6.2v3.7H3a.5.5 0 0 1-.5-.5z',
  flow: 'M2.5 13.5v-11M2.5 13.5h11M5.2 9.8h.01M7.4 6.4h.01M9.6 8.6h.01M11.8 4.4h.01',
  issues: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.6 4h.01M2.6 8h.01M2.6 12h.01',
  jql: 'M5 4.5 1.8 8 5 11.5M11 4.5 14.2 8 11 11.5M9 3.2 7 12.8',
  plug: 'M5.5 2.5v3M10.5 2.5v3M3.8 5.5h8.4v2.3a4.2 4.2 0 0 1-8.4 0zM8 12v2',
  collapse: 'M10 4 6 8l4 4',
  expand: 'm6 4 4 4-4 4',
  down: 'm4 6 4 4 4-4',
  up: 'm4 10 4-4 4 4',
  grip: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  undo: 'M6 3.5 3 6.5l3 3M3 6.5h6.2a3.8 3.8 0 0 1 0 7.6H7',
  flag: 'M4 14V2.5M4 3h8l-2 3 2 3H4',
  check: 'm3 8.5 3.2 3.2L13 5',
  cross: 'm4 4 8 8M12 4l-8 8',
  alert: 'M8 2.6 14.2 13H1.8zM8 6.4v3M8 11.2h.01',
  clock: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM8 5v3.2l2.1 1.3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  sync: 'M13 3.5v3h-3M3 12.5v-3h3M12.6 6.5A5 5 0 0 0 3.6 5.2M3.4 9.5a5 5 0 0 0 9 1.3',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  external:
    'M9.5 2.5h4v4M13.5 2.5 7.8 8.2M11.5 9v3.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1H7',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM10.4 10.4l3.1 3.1',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z',
  system: 'M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3',
  user: 'M8 2.8a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2ZM3 13.5c.4-2.6 2.4-4 5-4s4.6 1.4 5 4',
  question:
    'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM6.4 6.4c.1-1 .8-1.6 1.7-1.6 1 0 1.7.6 1.7 1.5 0 1.2-1.7 1.4-1.7 2.6M8 11.1h.01',
  download: 'M8 2.5v7M5 7l3 3 3-3M3 13.5h10',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  arrow: 'M3 8h10M9 4l4 4-4 4',
  back: 'M13 8H3M7 4 3 8l4 4',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  link: 'M6.8 9.2 9.2 6.8M7.5 4.6l1.2-1.2a2.7 2.7 0 0 1 3.9 3.9l-1.2 1.2M8.5 11.4l-1.2 1.2a2.7 2.7 0 0 1-3.9-3.9l1.2-1.2',
  cloud: 'M4.6 12.5a2.9 2.9 0 0 1-.3-5.8 3.9 3.9 0 0 1 7.5 1 2.4 2.4 0 0 1-.3 4.8z',
  racks: 'M2.5 2.8h11v4.4h-11zM2.5 8.8h11v4.4h-11zM5 5h.01M5 11h.01M8 5h3M8 11h3',
  box: 'M2.5 5.5h11v5h-11zM5 8h.01M8 8h3',
  key: 'M5.2 7.6a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM7.4 8.4l5.6-5.6M11 4.8l1.8 1.8M9.2 6.6l1.4 1.4',
  eye: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8ZM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z',
  pencil: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3zM9.4 4.3l2.3 2.3',
  upload: 'M8 10V2.8M5 5.5l3-3 3 3M3 13.5h10',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1 1.2H3zM6.8 14h2.4',
  star: 'm8 2.4 1.7 3.5 3.8.5-2.8 2.7.7 3.8L8 11.1l-3.4 1.8.7-3.8L2.5 6.4l3.8-.5z',
  bookmark: 'M4.5 2.5h7v11L8 10.8l-3.5 2.7z',
  sprint: 'M13.2 8a5.2 5.2 0 1 1-1.7-3.9M13.4 2.4v3h-3',
  quality: 'M8 2.2 13 4v4c0 3-2.1 5-5 6-2.9-1-5-3-5-6V4zM5.8 8l1.6 1.6L10.4 6.5',
  calendar: 'M2.5 3.8h11v9.7h-11zM2.5 6.8h11M5.5 2.2v3M10.5 2.2v3',
  keyboard: 'M1.8 4h12.4v8H1.8zM4.4 6.6h.01M6.8 6.6h.01M9.2 6.6h.01M11.6 6.6h.01M5 9.5h6',
  command:
    'M6 6h4v4H6zM6 6H4.2A1.7 1.7 0 1 1 6 4.2zM10 6V4.2A1.7 1.7 0 1 1 11.7 6zM10 10h1.7a1.7 1.7 0 1 1-1.7 1.7zM6 10v1.7A1.7 1.7 0 1 1 4.3 10z',
  compare: 'M3 12.5V8M6.3 12.5v-9M9.7 12.5V6M13 12.5v-5',
  spark: 'M8 2.2 9.3 6.7 13.8 8 9.3 9.3 8 13.8 6.7 9.3 2.2 8 6.7 6.7z',
} as const;

export type IconName = keyof typeof paths;

const kDotted: readonly IconName[] = ['flow', 'issues', 'dots', 'alert', 'question', 'grip'];

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={kDotted.includes(name) ? 1.6 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
