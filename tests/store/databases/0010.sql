BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	district_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	"by" VARCHAR, 
	act VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id), 
	CONSTRAINT fk_audit_by_users FOREIGN KEY("by") REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_audit_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id)
);
INSERT INTO "audit" VALUES(1,'d898b95c2943a',1795291200000,'u6eaa58b534df','saw_personnel','w1');
CREATE TABLE code_book (
	district_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	is_used BOOLEAN NOT NULL, 
	name VARCHAR NOT NULL, 
	names TEXT NOT NULL, 
	family VARCHAR NOT NULL, 
	description VARCHAR NOT NULL, 
	cues TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	changed_at BIGINT NOT NULL, 
	changed_by VARCHAR, 
	removed_at BIGINT, 
	CONSTRAINT pk_code_book PRIMARY KEY (district_id, code), 
	CONSTRAINT fk_code_book_changed_by_users FOREIGN KEY(changed_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_code_book_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id)
);
INSERT INTO "code_book" VALUES('d898b95c2943a','arts',2,1,'','{}','','','{"en": ["mariachi"], "es": ["mariachi"]}',1795291200000,1795291201000,'u6eaa58b534df',NULL);
INSERT INTO "code_book" VALUES('d898b95c2943a','own_2f7c90aa51de',1,1,'Rodeo','{}','activities','','{"en": ["rodeo", "barrel racing"], "es": []}',1795291200000,1795291200000,'u6eaa58b534df',1795291202000);
CREATE TABLE codes (
	code VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	workshop_id VARCHAR, 
	retired_at BIGINT, rehearsal_of VARCHAR, 
	CONSTRAINT pk_codes PRIMARY KEY (code), 
	CONSTRAINT fk_codes_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_codes_workshop_id_workshops FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE SET NULL
);
INSERT INTO "codes" VALUES('FPQ7B7','d898b95c2943a','wc939507a654d',1795291200001,NULL);
INSERT INTO "codes" VALUES('FKTHRT','d898b95c2943a','wc939507a654d',NULL,NULL);
INSERT INTO "codes" VALUES('FRH2RS','d898b95c2943a',NULL,NULL,'wc939507a654d');
CREATE TABLE combined_parts (
	workshop_id VARCHAR NOT NULL, 
	theme_id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	combined_id VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_combined_parts PRIMARY KEY (workshop_id, theme_id), 
	CONSTRAINT fk_combined_parts_combined_id_combined_themes FOREIGN KEY(combined_id) REFERENCES combined_themes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_combined_parts_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_combined_parts_workshop_id_workshops FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);
INSERT INTO "combined_parts" VALUES('wc939507a654d','t1','d898b95c2943a','c4b1f0a2d9e3c',1);
CREATE TABLE combined_steps (
	id INTEGER NOT NULL, 
	district_id VARCHAR NOT NULL, 
	project_id VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	"before" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	undone_at BIGINT, 
	"by" VARCHAR, 
	CONSTRAINT pk_combined_steps PRIMARY KEY (id), 
	CONSTRAINT fk_combined_steps_by_users FOREIGN KEY("by") REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_combined_steps_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_combined_steps_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "combined_steps" VALUES(1,'d898b95c2943a','jd3ebc0f407a5','join','strengths','Care for every child',1,'{"c4b1f0a2d9e3c": null}',1795291200000,NULL,'u6eaa58b534df');
CREATE TABLE combined_themes (
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	project_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	changed_at BIGINT NOT NULL, 
	changed_by VARCHAR, 
	CONSTRAINT pk_combined_themes PRIMARY KEY (id), 
	CONSTRAINT fk_combined_themes_changed_by_users FOREIGN KEY(changed_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_combined_themes_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_combined_themes_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "combined_themes" VALUES('c4b1f0a2d9e3c','d898b95c2943a','jd3ebc0f407a5','strengths','Care for every child',1,1,1795291200000,'u6eaa58b534df');
CREATE TABLE districts (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_districts PRIMARY KEY (id)
);
INSERT INTO "districts" VALUES('d898b95c2943a','Maple Valley');
CREATE TABLE entries (
	workshop_id VARCHAR NOT NULL, 
	seq BIGINT NOT NULL, 
	district_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	"by" VARCHAR NOT NULL, 
	ref VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	events TEXT NOT NULL, seal BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_entries PRIMARY KEY (workshop_id, seq), 
	CONSTRAINT fk_entries_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_entries_workshop_id_workshops FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE, 
	CONSTRAINT uq_entries_workshop_id_by_ref UNIQUE (workshop_id, "by", ref)
);
INSERT INTO "entries" VALUES('wc939507a654d',1,'d898b95c2943a',1795291200000,'s41','9f1c1a','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','join','[{"type":"joined","v":1,"seat":"s42"}]',1425318306);
INSERT INTO "entries" VALUES('wc939507a654d',2,'d898b95c2943a',1795291200009,'s42','9f1c2a','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','submit_response','[{"type":"response_submitted","v":1,"id":"r17","prompt":"p1","text":"Nos cuidamos unos a otros: \"familia\" 👋🏽"}]',616923705);
CREATE TABLE invitations (
	digest VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	user_id VARCHAR, 
	workshop_id VARCHAR, 
	expires_at BIGINT NOT NULL, 
	used_at BIGINT, 
	CONSTRAINT pk_invitations PRIMARY KEY (digest), 
	CONSTRAINT fk_invitations_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_invitations_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_invitations_workshop_id_workshops FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);
INSERT INTO "invitations" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','d898b95c2943a','cofacilitator','u7365cd8a4074','wc939507a654d',1795291800000,NULL);
INSERT INTO "invitations" VALUES('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','d898b95c2943a','first_run',NULL,NULL,1795291800000,1795291200005);
CREATE TABLE memberships (
	user_id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_memberships PRIMARY KEY (user_id, district_id), 
	CONSTRAINT fk_memberships_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_memberships_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "memberships" VALUES('u6eaa58b534df','d898b95c2943a','administrator');
INSERT INTO "memberships" VALUES('u7365cd8a4074','d898b95c2943a','cofacilitator');
CREATE TABLE plan_changes (
	id INTEGER NOT NULL, 
	district_id VARCHAR NOT NULL, 
	plan_id VARCHAR NOT NULL, 
	item_id VARCHAR, 
	field VARCHAR NOT NULL, 
	old VARCHAR NOT NULL, 
	new VARCHAR NOT NULL, 
	"by" VARCHAR, 
	at BIGINT NOT NULL, 
	reason VARCHAR, 
	CONSTRAINT pk_plan_changes PRIMARY KEY (id), 
	CONSTRAINT fk_plan_changes_by_users FOREIGN KEY("by") REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_plan_changes_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_plan_changes_item_id_plan_items FOREIGN KEY(item_id) REFERENCES plan_items (id) ON DELETE CASCADE, 
	CONSTRAINT fk_plan_changes_plan_id_plans FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "plan_changes" VALUES(1,'d898b95c2943a','l231e02ec0860',NULL,'','','Maple 2031','u6eaa58b534df',1795291200000,NULL);
INSERT INTO "plan_changes" VALUES(2,'d898b95c2943a','l231e02ec0860','n20592a303889','','','Belonging','u6eaa58b534df',1795291200000,NULL);
INSERT INTO "plan_changes" VALUES(3,'d898b95c2943a','l231e02ec0860','n759f585310d8','','','Fewer absences','u6eaa58b534df',1795291200000,NULL);
INSERT INTO "plan_changes" VALUES(4,'d898b95c2943a','l231e02ec0860','nbabe6020eb1b','','','Chronic absence','u6eaa58b534df',1795291200000,NULL);
INSERT INTO "plan_changes" VALUES(5,'d898b95c2943a','l231e02ec0860','n82119ce0576c','','','Advisory','u6eaa58b534df',1795291200000,NULL);
INSERT INTO "plan_changes" VALUES(6,'d898b95c2943a','l231e02ec0860','n4b11729522f0','','','Match every student','u6eaa58b534df',1795291200000,NULL);
INSERT INTO "plan_changes" VALUES(7,'d898b95c2943a','l231e02ec0860','n759f585310d8','text','Fewer absences','Absence falls to 12 %','u6eaa58b534df',1795291200001,'clearer');
CREATE TABLE plan_items (
	owner VARCHAR NOT NULL, 
	start DATE, 
	due DATE, 
	funding VARCHAR NOT NULL, 
	evidence VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	direction VARCHAR NOT NULL, 
	baseline FLOAT, 
	baseline_on DATE, 
	target FLOAT, 
	target_on DATE, 
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	plan_id VARCHAR NOT NULL, 
	parent_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	removed_at BIGINT, 
	CONSTRAINT pk_plan_items PRIMARY KEY (id), 
	CONSTRAINT fk_plan_items_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_plan_items_parent_id_plan_items FOREIGN KEY(parent_id) REFERENCES plan_items (id) ON DELETE CASCADE, 
	CONSTRAINT fk_plan_items_plan_id_plans FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "plan_items" VALUES('',NULL,NULL,'','','','increase',NULL,NULL,NULL,NULL,'n20592a303889','d898b95c2943a','l231e02ec0860',NULL,'priority',1,1,'Belonging','We will know every student.',NULL);
INSERT INTO "plan_items" VALUES('Superintendent',NULL,'2031-06-30','','','','increase',NULL,NULL,NULL,NULL,'n759f585310d8','d898b95c2943a','l231e02ec0860','n20592a303889','goal',1,2,'','Absence falls to 12 %',NULL);
INSERT INTO "plan_items" VALUES('',NULL,NULL,'','','% of students','decrease',22.4,'2026-05-31',12.0,'2031-06-30','nbabe6020eb1b','d898b95c2943a','l231e02ec0860','n759f585310d8','metric',1,1,'Chronic absence','',NULL);
INSERT INTO "plan_items" VALUES('',NULL,NULL,'','','','increase',NULL,NULL,NULL,NULL,'n82119ce0576c','d898b95c2943a','l231e02ec0860','n759f585310d8','strategy',1,1,'','Advisory',NULL);
INSERT INTO "plan_items" VALUES('',NULL,'2026-10-31','Title I','List','','increase',NULL,NULL,NULL,NULL,'n4b11729522f0','d898b95c2943a','l231e02ec0860','n82119ce0576c','action_step',1,1,'','Match every student',NULL);
CREATE TABLE plan_quotes (
	source_id VARCHAR NOT NULL, 
	response_id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	workshop_id VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	group_label VARCHAR, 
	CONSTRAINT pk_plan_quotes PRIMARY KEY (source_id, response_id), 
	CONSTRAINT fk_plan_quotes_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_plan_quotes_source_id_plan_sources FOREIGN KEY(source_id) REFERENCES plan_sources (id) ON DELETE CASCADE
);
INSERT INTO "plan_quotes" VALUES('o59f9a437a2b6','r1','d898b95c2943a','wc939507a654d',1,'nobody eats lunch alone','Parent or family');
INSERT INTO "plan_quotes" VALUES('o59f9a437a2b6','r2','d898b95c2943a','wc939507a654d',2,'más música','Parent or family');
CREATE TABLE plan_sources (
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	plan_id VARCHAR NOT NULL, 
	item_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	workshop_id VARCHAR NOT NULL, 
	workshop_code VARCHAR NOT NULL, 
	workshop_title VARCHAR NOT NULL, 
	held_on BIGINT, 
	seq BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	theme VARCHAR, 
	people INTEGER NOT NULL, 
	tables INTEGER NOT NULL, 
	at_tables INTEGER NOT NULL, 
	small INTEGER NOT NULL, 
	groups TEXT NOT NULL, 
	brought_at BIGINT NOT NULL, 
	CONSTRAINT pk_plan_sources PRIMARY KEY (id), 
	CONSTRAINT fk_plan_sources_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_plan_sources_item_id_plan_items FOREIGN KEY(item_id) REFERENCES plan_items (id) ON DELETE CASCADE, 
	CONSTRAINT fk_plan_sources_plan_id_plans FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE, 
	CONSTRAINT uq_plan_sources_plan_id_key UNIQUE (plan_id, "key")
);
INSERT INTO "plan_sources" VALUES('o59f9a437a2b6','d898b95c2943a','l231e02ec0860','n20592a303889','wc939507a654d:i1','wc939507a654d','KELP42','Vision night',1773351060000,12,'theme','Every student known',2,0,0,0,'[["Parent or family", 2]]',1795291200000);
CREATE TABLE plans (
	title VARCHAR NOT NULL, 
	start_year INTEGER NOT NULL, 
	end_year INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	project_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	created_at BIGINT NOT NULL, 
	created_by VARCHAR, 
	CONSTRAINT pk_plans PRIMARY KEY (id), 
	CONSTRAINT fk_plans_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_plans_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_plans_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id)
);
INSERT INTO "plans" VALUES('Maple 2031',2026,2031,'l231e02ec0860','d898b95c2943a','jd3ebc0f407a5',1,1795291200000,'u6eaa58b534df');
CREATE TABLE population (
	district_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	groups TEXT NOT NULL, 
	as_of VARCHAR NOT NULL, 
	changed_at BIGINT NOT NULL, 
	changed_by VARCHAR, 
	CONSTRAINT pk_population PRIMARY KEY (district_id), 
	CONSTRAINT fk_population_changed_by_users FOREIGN KEY(changed_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_population_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id)
);
INSERT INTO "population" VALUES('d898b95c2943a',1,'[{"id": "family", "label": {"en": "Parent or family"}, "people": 4200}]','2026-10-01',1795291200000,'u6eaa58b534df');
CREATE TABLE projects (
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	created_at BIGINT NOT NULL, 
	CONSTRAINT pk_projects PRIMARY KEY (id), 
	CONSTRAINT fk_projects_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id)
);
INSERT INTO "projects" VALUES('jd3ebc0f407a5','d898b95c2943a','Maple 2030','listening',1795291200000);
CREATE TABLE results (
	digest VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	workshop_id VARCHAR NOT NULL, 
	next_steps TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	made_by VARCHAR, 
	expires_at BIGINT NOT NULL, 
	revoked_at BIGINT, 
	CONSTRAINT pk_results PRIMARY KEY (digest), 
	CONSTRAINT fk_results_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_results_workshop_id_workshops FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE, 
	CONSTRAINT fk_results_made_by_users FOREIGN KEY(made_by) REFERENCES users (id) ON DELETE SET NULL
);
INSERT INTO "results" VALUES('5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f','d898b95c2943a','wc939507a654d','The school board reads this in May.',1795291200000,'u6eaa58b534df',1797883200000,NULL);
CREATE TABLE screening (
	district_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	safety_contact VARCHAR NOT NULL, 
	personnel_to VARCHAR, 
	changed_at BIGINT NOT NULL, 
	changed_by VARCHAR, 
	CONSTRAINT pk_screening PRIMARY KEY (district_id), 
	CONSTRAINT fk_screening_changed_by_users FOREIGN KEY(changed_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_screening_personnel_to_users FOREIGN KEY(personnel_to) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_screening_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id)
);
INSERT INTO "screening" VALUES('d898b95c2943a',1,'{"en": {"hold": ["bond issue"], "names": [], "allow": []}, "es": {"hold": [], "names": [], "allow": []}}','Call the office','u6eaa58b534df',1795291200000,'u6eaa58b534df');
CREATE TABLE sign_ins (
	digest VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	created_at BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	expires_at BIGINT NOT NULL, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (digest), 
	CONSTRAINT fk_sign_ins_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_sign_ins_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "sign_ins" VALUES('dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','d898b95c2943a','u6eaa58b534df',1795291200000,1795291200000,1795291800000);
CREATE TABLE templates (
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	made_by VARCHAR, 
	CONSTRAINT pk_templates PRIMARY KEY (id), 
	CONSTRAINT fk_templates_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_templates_made_by_users FOREIGN KEY(made_by) REFERENCES users (id) ON DELETE SET NULL
);
INSERT INTO "templates" VALUES('a_fixture','d898b95c2943a','place: 99
title:
  en: Our evening
about:
  en: Focus group
minutes: 10
moderation: flagged
groups:
  family:
    en: Family
agenda:
- kind: strengths
  text:
    en: What should we protect?
  minutes: 10
',1795291200000,'u6eaa58b534df');
CREATE TABLE users (
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	created_at BIGINT NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT fk_users_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT uq_users_email UNIQUE (email)
);
INSERT INTO "users" VALUES('u6eaa58b534df','d898b95c2943a','fay@maple.example','Fay','en','$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA',1795291200000);
INSERT INTO "users" VALUES('u7365cd8a4074','d898b95c2943a','ben@maple.example','Ben','es',NULL,1795291200000);
CREATE TABLE workshop_rights (
	workshop_id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	given_at BIGINT NOT NULL, 
	CONSTRAINT pk_workshop_rights PRIMARY KEY (workshop_id, user_id), 
	CONSTRAINT fk_workshop_rights_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_workshop_rights_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_workshop_rights_workshop_id_workshops FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);
INSERT INTO "workshop_rights" VALUES('wc939507a654d','u7365cd8a4074','d898b95c2943a',1795291200000);
CREATE TABLE workshops (
	id VARCHAR NOT NULL, 
	district_id VARCHAR NOT NULL, 
	project_id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	template VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	wall_key_digest VARCHAR, 
	created_at BIGINT NOT NULL, 
	created_by VARCHAR, 
	CONSTRAINT pk_workshops PRIMARY KEY (id), 
	CONSTRAINT fk_workshops_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_workshops_district_id_districts FOREIGN KEY(district_id) REFERENCES districts (id), 
	CONSTRAINT fk_workshops_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_workshops_code UNIQUE (code)
);
INSERT INTO "workshops" VALUES('wc939507a654d','d898b95c2943a','jd3ebc0f407a5','Focus group','focus-group','FKTHRT','open','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',1795291200000,'u6eaa58b534df');
CREATE INDEX ix_projects_district_id ON projects (district_id);
CREATE INDEX ix_users_district_id ON users (district_id);
CREATE INDEX ix_memberships_district_id ON memberships (district_id);
CREATE INDEX ix_sign_ins_expires_at ON sign_ins (expires_at);
CREATE INDEX ix_sign_ins_user_id ON sign_ins (user_id);
CREATE INDEX ix_workshops_created_by ON workshops (created_by);
CREATE INDEX ix_workshops_district_id ON workshops (district_id);
CREATE INDEX ix_workshops_project_id ON workshops (project_id);
CREATE INDEX ix_codes_district_id ON codes (district_id);
CREATE INDEX ix_codes_workshop_id ON codes (workshop_id);
CREATE INDEX ix_invitations_district_id ON invitations (district_id);
CREATE INDEX ix_invitations_user_id ON invitations (user_id);
CREATE INDEX ix_invitations_workshop_id ON invitations (workshop_id);
CREATE INDEX ix_workshop_rights_district_id ON workshop_rights (district_id);
CREATE INDEX ix_workshop_rights_user_id ON workshop_rights (user_id);
CREATE INDEX ix_plans_created_by ON plans (created_by);
CREATE INDEX ix_plans_district_id ON plans (district_id);
CREATE INDEX ix_plans_project_id ON plans (project_id);
CREATE INDEX ix_plan_items_parent_id ON plan_items (parent_id);
CREATE INDEX ix_plan_items_plan_id ON plan_items (plan_id);
CREATE INDEX ix_plan_changes_by ON plan_changes ("by");
CREATE INDEX ix_plan_changes_item_id ON plan_changes (item_id);
CREATE INDEX ix_plan_changes_plan_id ON plan_changes (plan_id);
CREATE INDEX ix_plan_sources_item_id ON plan_sources (item_id);
CREATE INDEX ix_plan_sources_plan_id ON plan_sources (plan_id);
CREATE INDEX ix_plan_quotes_workshop_id_response_id ON plan_quotes (workshop_id, response_id);
CREATE INDEX ix_code_book_changed_by ON code_book (changed_by);
CREATE INDEX ix_templates_district_id ON templates (district_id);
CREATE INDEX ix_templates_made_by ON templates (made_by);
CREATE INDEX ix_screening_changed_by ON screening (changed_by);
CREATE INDEX ix_screening_personnel_to ON screening (personnel_to);
CREATE INDEX ix_audit_by ON audit ("by");
CREATE INDEX ix_audit_district_id_at ON audit (district_id, at);
CREATE INDEX ix_codes_rehearsal_of ON codes (rehearsal_of);
CREATE INDEX ix_results_workshop_id ON results (workshop_id);
CREATE INDEX ix_results_made_by ON results (made_by);
CREATE INDEX ix_combined_themes_changed_by ON combined_themes (changed_by);
CREATE INDEX ix_combined_themes_project_id ON combined_themes (project_id);
CREATE INDEX ix_combined_parts_combined_id ON combined_parts (combined_id);
CREATE INDEX ix_combined_steps_by ON combined_steps ("by");
CREATE INDEX ix_combined_steps_project_id ON combined_steps (project_id);
CREATE INDEX ix_population_changed_by ON population (changed_by);
COMMIT;
