const PATHS = {
  overview: "M3 3h4.5v5H3zM8.5 3H13v3H8.5zM8.5 7H13v6H8.5zM3 9h4.5v4H3z",
  incidents: "M8 2.2 14 13H2zM8 6.5v3M8 11.2v.3",
  findings: "M3 4h10M3 8h10M3 12h6",
  estate: "M7.2 5.3 4.8 10M8.8 5.3l2.4 4.7M8 2.2a1.6 1.6 0 1 1 0 3.3 1.6 1.6 0 0 1 0-3.3zM4 10a1.7 1.7 0 1 1 0 3.4A1.7 1.7 0 0 1 4 10zM12 10a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM5.7 11.7h4.6",
  hunt: "M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10.2 10.2 13.4 13.4",
  sources: "M8 2.5c3 0 5 .9 5 2s-2 2-5 2-5-.9-5-2 2-2 5-2zM3 4.5v7c0 1.1 2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2 2 5 2s5-.9 5-2",
  close: "M4 4l8 8M12 4l-8 8",
  help: "M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M8 12v.2",
  signOut: "M9.5 3H4v10h5.5M7 8h6.5M11 5.5 13.5 8 11 10.5",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  download: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  play: "M5 3.5v9l7-4.5z",
} as const;

export type IconName = keyof typeof PATHS;

/** A stroke icon of 16 by 16; always beside or inside something that has a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2457c5" />
      <path d="M6 11.5 10.8 22 16 12.5 21.2 22 26 11.5" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
