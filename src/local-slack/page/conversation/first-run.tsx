import { SamplePhotos } from './sample-photos.js';

/** The first steps, for someone new to Rollcall. */
export function FirstRun({ channel }: { channel: string }) {
  return (
    <section className="first-run" aria-labelledby="first-run-title">
      <h3 id="first-run-title">Try with sample photos</h3>
      <p className="first-run-lead">
        Drop a photo of your own anywhere here, or start with these. The people in them are drawn, so you can name them
        as you like.
      </p>
      <SamplePhotos channel={channel} />
      <p className="first-run-quick">
        <b>Quicker:</b> the people here have profile pictures. As Amara, who is an admin, run{' '}
        <code>/train-faces invite everyone</code>. Then switch to someone at the bottom left and answer Rollcall’s
        question with <b>Recognise me</b>. Their next photo comes back with their name.
      </p>
      <ol className="first-run-steps">
        <li>
          <b>Post</b> a photo or two.
        </li>
        <li>
          <b>Name</b> the faces in its thread.
        </li>
        <li>
          <b>Train</b>: run <code>/train-faces</code>.
        </li>
        <li>
          <b>Post</b> another photo of the same people and see their names.
        </li>
      </ol>
    </section>
  );
}
