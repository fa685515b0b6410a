import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

const profileSchema = z.object({
  profile: z.object({
    is_custom_image: z.boolean().nullish(),
    image_original: z.string().nullish(),
    image_1024: z.string().nullish(),
    image_512: z.string().nullish(),
    image_192: z.string().nullish(),
  }),
});

/**
 * The address of someone's profile picture, the largest there is. Needs `users:read`.
 * @returns undefined if they have not uploaded one: Slack then shows a drawing, or a picture from gravatar.com.
 */
export async function findProfilePicture(
  deps: { readonly slack: WebClient },
  userId: string,
): Promise<string | undefined> {
  const { user } = await deps.slack.users.info({ user: userId });
  const profile = profileSchema.safeParse(user).data?.profile;
  if (profile === undefined) return undefined;
  const { is_custom_image: isCustom, image_original: original, ...sizes } = profile;
  // Slack documents neither field, but sends them for uploaded pictures only. The host of the address decides in the end.
  if (original) return original;
  if (isCustom === false) return undefined;
  return sizes.image_1024 ?? sizes.image_512 ?? sizes.image_192 ?? undefined;
}
