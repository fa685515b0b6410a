/** A photo for trying Rollcall: a file in `assets/samples`. */
export interface SamplePhoto {
  readonly fileName: string;
  readonly title: string;
}

/** In the order the page offers them. `npm run draw:assets` draws the files. */
export const SAMPLE_PHOTOS: readonly SamplePhoto[] = [
  { fileName: 'team-lunch.jpg', title: 'Lunch with the team' },
  { fileName: 'monday-stand-up.jpg', title: 'Monday stand-up' },
  { fileName: 'walk-in-the-park.jpg', title: 'A walk in the park' },
  { fileName: 'amara-by-the-sea.jpg', title: 'Amara by the sea' },
  { fileName: 'mateo-at-work.jpg', title: 'Mateo at work' },
  { fileName: 'ingrid-in-town.jpg', title: 'Ingrid in town' },
  { fileName: 'kenji-for-the-badge.jpg', title: 'Kenji, for his badge' },
  { fileName: 'layla-at-the-cafe.jpg', title: 'Layla at the café' },
  { fileName: 'finn-outdoors.jpg', title: 'Finn outdoors' },
  { fileName: 'evening-on-the-beach.jpg', title: 'Evening on the beach' },
  { fileName: 'open-day.jpg', title: 'Open day, with a visitor' },
  { fileName: 'new-colleague.jpg', title: 'A new colleague' },
];
