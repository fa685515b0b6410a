/**
 * The schema of local Clarifai's database. It stores what is needed to recognise people, but no pictures: boxes, embeddings, tags, and
 * posted messages (such as metadata) exactly as they were sent. Times are milliseconds since 1970, `message` columns hold
 * protobuf bytes, and embeddings are 32-bit floats, little-endian.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE app (
    pk INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    base_workflow TEXT NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (user_id, id)
  );

  CREATE TABLE input (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    metadata BLOB,
    status INTEGER NOT NULL,
    details TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    deleting INTEGER NOT NULL DEFAULT 0,
    waiting_file TEXT,
    picture_hash TEXT,
    engine TEXT,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (app, id)
  );
  CREATE INDEX input_by_status ON input (app, status);
  CREATE INDEX input_by_hash ON input (app, picture_hash, engine);
  CREATE INDEX input_by_url ON input (app, url) WHERE url <> '';

  CREATE TABLE face (
    pk INTEGER PRIMARY KEY,
    input INTEGER NOT NULL REFERENCES input ON DELETE CASCADE,
    id TEXT NOT NULL,
    engine TEXT NOT NULL,
    box_left REAL NOT NULL,
    box_top REAL NOT NULL,
    box_right REAL NOT NULL,
    box_bottom REAL NOT NULL,
    confidence REAL NOT NULL,
    nameable INTEGER NOT NULL,
    embedding BLOB NOT NULL,
    UNIQUE (input, id)
  );

  CREATE TABLE concept (
    pk INTEGER PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    metadata BLOB,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (app, id)
  );

  CREATE TABLE annotation (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    input INTEGER NOT NULL REFERENCES input ON DELETE CASCADE,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('input', 'detection', 'user')),
    worker TEXT NOT NULL,
    face INTEGER REFERENCES face ON DELETE SET NULL,
    status INTEGER NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (input, id)
  );
  CREATE INDEX annotation_by_app ON annotation (app, kind);
  CREATE INDEX annotation_by_face ON annotation (face);

  CREATE TABLE tag (
    annotation INTEGER NOT NULL REFERENCES annotation ON DELETE CASCADE,
    concept INTEGER NOT NULL REFERENCES concept ON DELETE CASCADE,
    value REAL NOT NULL,
    PRIMARY KEY (annotation, concept)
  ) WITHOUT ROWID;
  CREATE INDEX tag_by_concept ON tag (concept);

  CREATE TABLE model (
    pk INTEGER PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (app, id)
  );

  CREATE TABLE model_version (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    model INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    engine TEXT NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX model_version_by_model ON model_version (model);

  CREATE TABLE model_concept (
    version INTEGER NOT NULL REFERENCES model_version ON DELETE CASCADE,
    concept INTEGER NOT NULL REFERENCES concept ON DELETE CASCADE,
    examples INTEGER NOT NULL,
    mean BLOB,
    PRIMARY KEY (version, concept)
  ) WITHOUT ROWID;

  CREATE TABLE workflow (
    pk INTEGER PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    id TEXT NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (app, id)
  );

  CREATE TABLE workflow_version (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    workflow INTEGER NOT NULL REFERENCES workflow ON DELETE CASCADE,
    id TEXT NOT NULL UNIQUE,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX workflow_version_by_workflow ON workflow_version (workflow);
  `,
  // Which faces a version learned from, for leave-one-out evaluation.
  `
  CREATE TABLE model_example (
    version INTEGER NOT NULL REFERENCES model_version ON DELETE CASCADE,
    concept INTEGER NOT NULL REFERENCES concept ON DELETE CASCADE,
    face INTEGER NOT NULL REFERENCES face ON DELETE CASCADE,
    PRIMARY KEY (version, concept, face)
  ) WITHOUT ROWID;
  CREATE INDEX model_example_by_face ON model_example (face);
  CREATE INDEX model_example_by_concept ON model_example (concept);
  `,
  // Why models don't learn from a face; empty for faces they learn from. For faces found before, only the size is known.
  `
  ALTER TABLE face ADD COLUMN flaw TEXT NOT NULL DEFAULT '';
  UPDATE face SET flaw = 'too small' WHERE nameable = 0;
  ALTER TABLE face DROP COLUMN nameable;
  `,
  // Where a picture was taken, the order of concepts, and which inputs were added together.
  `
  ALTER TABLE input ADD COLUMN geo BLOB;
  ALTER TABLE tag ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE add_job (
    pk INTEGER PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    id TEXT NOT NULL,
    refused INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (app, id)
  );
  ALTER TABLE input ADD COLUMN add_job INTEGER REFERENCES add_job ON DELETE SET NULL;
  CREATE INDEX input_by_add_job ON input (add_job) WHERE add_job IS NOT NULL;
  `,
  // How many examples of a mean have the second network's part: none in versions of an earlier Rollcall.
  `
  ALTER TABLE model_concept ADD COLUMN fused_examples INTEGER NOT NULL DEFAULT 0;
  `,
  // Named selections of inputs.
  `
  CREATE TABLE dataset (
    pk INTEGER PRIMARY KEY,
    app INTEGER NOT NULL REFERENCES app ON DELETE CASCADE,
    id TEXT NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (app, id)
  );
  CREATE TABLE dataset_input (
    dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
    input INTEGER NOT NULL REFERENCES input ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (dataset, input)
  ) WITHOUT ROWID;
  CREATE INDEX dataset_input_by_input ON dataset_input (input);
  CREATE TABLE dataset_version (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
    id TEXT NOT NULL,
    message BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    UNIQUE (dataset, id)
  );
  `,
  // Pages of what people posted, and of inputs, in the order they were added.
  `
  CREATE INDEX annotation_by_person ON annotation (app) WHERE kind <> 'detection';
  CREATE INDEX input_by_app ON input (app);
  `,
  // What is asked of faces without their embeddings, which are most of the database, and a page of annotations without those before.
  `
  DROP INDEX annotation_by_person;
  CREATE INDEX annotation_by_person ON annotation (app, pk, kind) WHERE kind <> 'detection';
  CREATE INDEX face_by_engine ON face (engine);
  CREATE INDEX face_quality_issue ON face (pk, flaw) WHERE flaw <> '';
  `,
  // Which faces a version learned from, as JSON: [[face, input], …]. A row for each took most of the time of storing a version.
  `
  ALTER TABLE model_concept ADD COLUMN faces TEXT NOT NULL DEFAULT '[]';
  UPDATE model_concept SET faces = (
    SELECT json_group_array(json_array(face.pk, face.input)) FROM model_example JOIN face ON face.pk = model_example.face
    WHERE model_example.version = model_concept.version AND model_example.concept = model_concept.concept);
  DROP TABLE model_example;
  `,
];
