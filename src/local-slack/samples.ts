/** A drawn photo to try things with. */
export interface SamplePhoto {
  /** Such as `picnic.jpg`. */
  readonly fileName: string;
  readonly title: string;
  /** The JPEG. */
  render(): Promise<Uint8Array>;
}

/** Somebody to be in the workspace. */
export interface Member {
  /** First name and last name. */
  readonly name: string;
  readonly title?: string;
  /** A square JPEG. */
  portrait?(): Promise<Uint8Array>;
}
