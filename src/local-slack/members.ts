/** A member of the workspace. */
export interface Member {
  /** First name and last name. */
  readonly name: string;
  readonly title?: string;
  /** A square JPEG in `assets/portraits`. Without one, the page shows the member's initials. */
  readonly portrait?: string;
}

/** The people of a new workspace. `npm run draw:assets` draws their portraits. */
export const INITIAL_MEMBERS: readonly Member[] = [
  { name: 'Amara Oyelaran', title: 'Studio lead', portrait: 'amara-oyelaran.jpg' },
  { name: 'Mateo Villaseñor', title: 'Designer', portrait: 'mateo-villasenor.jpg' },
  { name: 'Ingrid Solheim', title: 'Archivist', portrait: 'ingrid-solheim.jpg' },
  { name: 'Kenji Morisaki', title: 'Engineer', portrait: 'kenji-morisaki.jpg' },
  { name: 'Layla Haddad', title: 'Producer', portrait: 'layla-haddad.jpg' },
  { name: 'Finn Gallagher', title: 'Photographer', portrait: 'finn-gallagher.jpg' },
];
