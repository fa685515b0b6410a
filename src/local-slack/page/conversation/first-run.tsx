import { SamplePhotos } from './sample-photos.js';

/** The way through everything, for somebody who sees Rollcall for the first time. */
export function FirstRun({ channel }: { channel: string }) {
  return (
    <section className="first-run" aria-labelledby="first-run-title">
      <h3 id="first-run-title">Try with sample photos</h3>
      <p className="first-run-lead">
        Drop a photo of your own anywhere here, or begin with these. The people on them are drawn, so everybody is free
        to name them.
      </p>
      <SamplePhotos channel={channel} />
      <ol className="first-run-steps">
        <li>
          <b>Post</b> a photo or two.
        </li>
        <li>
          <b>Name</b> the faces in the thread under it.
        </li>
        <li>
          <b>Train</b>: run <code>/train-faces</code>.
        </li>
        <li>
          <b>Post</b> another photo of the same people, and read their names.
        </li>
      </ol>
    </section>
  );
}
