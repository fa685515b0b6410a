/** The part of a submitted view that is read: by block id and action id, what was typed or chosen. */
export interface SubmittedView {
  readonly private_metadata: string;
  readonly state: {
    readonly values: Readonly<
      Record<
        string,
        Readonly<
          Record<
            string,
            {
              readonly value?: string | null;
              readonly selected_user?: string | null;
              readonly selected_option?: { readonly value?: string } | null;
            }
          >
        >
      >
    >;
  };
}
