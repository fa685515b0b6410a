/** Line icons on a 20 × 20 grid. */
const PATHS = {
  hash: 'M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h14M2.5 12.5h14',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  chevron: 'm6 8 4 4 4-4',
  back: 'm12 4-6 6 6 6',
  close: 'm5 5 10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  send: 'm3 3.5 14.5 6.5L3 16.5 5.2 10zM5.2 10H11',
  photo: 'M3 4h14v12H3zM3 13.5l4-4 4 4 2.5-2.5 3.5 3.5M13.2 7.6h.01',
  slash: 'M12.5 3.5 7.5 16.5M3 3h14v14H3z',
  reply: 'M3 4.5h14v9H9.5L6 16.8V13.5H3zM6.5 7.7h7M6.5 10.3h4.5',
  more: 'M10 4.2a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM10 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM10 14.6a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2z',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11',
  eye: 'M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10zM10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  check: 'm4 10.5 4 4 8-9',
  warning: 'M10 3 18 16.5H2zM10 8v4M10 14.3v.01',
  download: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  moon: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z',
  screen: 'M3 4h14v9.5H3zM7.5 17h5M10 13.5V17',
  bolt: 'M11 2.5 4.5 11.5H9.5L9 17.5 15.5 8.5H10.5z',
  sparkle: 'M10 2.5l1.7 5.8L17.5 10l-5.8 1.7L10 17.5l-1.7-5.8L2.5 10l5.8-1.7z',
  left: 'm12 4-6 6 6 6',
  right: 'm8 4 6 6-6 6',
  smile: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM7.5 8v.01M12.5 8v.01M6.8 11.8c1.6 2.3 4.8 2.3 6.4 0',
  file: 'M5 2.5h6.5L15.5 6.5v11H5zM11.5 2.5v4h4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A progress spinner. Decorative: the component that shows it has a text or `aria-busy`. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}
