// The nodes of the graph: found by id, by the hash of a paper's text, by name.

CREATE CONSTRAINT node_id IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX node_text IF NOT EXISTS FOR (n:Node) ON (n.text);
CREATE RANGE INDEX node_sort_name IF NOT EXISTS FOR (n:Node) ON (n._sort_name);
CREATE RANGE INDEX redirect_id IF NOT EXISTS FOR (n:Redirect) ON (n.id);

// The words that nodes are found by, as the graph's own tokenizer gives them, so that the
// analyzer only has to split at spaces.

CREATE FULLTEXT INDEX node_search IF NOT EXISTS
FOR (n:Node) ON EACH [n.search_name, n.search_body]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};

// Who may write.

CREATE CONSTRAINT migration_number IF NOT EXISTS
FOR (n:CiteweaveMigration) REQUIRE n.number IS UNIQUE;
CREATE CONSTRAINT lock_id IF NOT EXISTS FOR (n:CiteweaveLock) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT writing_id IF NOT EXISTS FOR (n:CiteweaveWriting) REQUIRE n.id IS UNIQUE;
MERGE (n:CiteweaveMigration {number: 0}) ON CREATE SET n.name = 'begun';
MERGE (n:CiteweaveLock {id: 'writer'});
MERGE (n:CiteweaveLock {id: 'door'});
MERGE (n:CiteweaveWriting {id: 'writing'});

// What the tables keep beside the graph, as citeweave_graph.tables says.

CREATE CONSTRAINT meta_row IF NOT EXISTS FOR (n:Meta) REQUIRE n._row IS UNIQUE;
CREATE CONSTRAINT source_row IF NOT EXISTS FOR (n:Source) REQUIRE n._row IS UNIQUE;
CREATE CONSTRAINT manifest_row IF NOT EXISTS FOR (n:Manifest) REQUIRE n._row IS UNIQUE;
CREATE CONSTRAINT record_row IF NOT EXISTS FOR (n:Record) REQUIRE n._row IS UNIQUE;
CREATE CONSTRAINT owner_row IF NOT EXISTS FOR (n:Owner) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX owner_owner IF NOT EXISTS FOR (n:Owner) ON (n._owner);
CREATE RANGE INDEX owner_hash IF NOT EXISTS FOR (n:Owner) ON (n.hash);
CREATE CONSTRAINT extraction_row IF NOT EXISTS FOR (n:Extraction) REQUIRE n._row IS UNIQUE;
CREATE CONSTRAINT judgement_row IF NOT EXISTS FOR (n:Judgement) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX judgement_subject IF NOT EXISTS FOR (n:Judgement) ON (n.subject);
CREATE RANGE INDEX judgement_object IF NOT EXISTS FOR (n:Judgement) ON (n.object);
CREATE CONSTRAINT block_row IF NOT EXISTS FOR (n:Block) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX block_block IF NOT EXISTS FOR (n:Block) ON (n._block);
CREATE RANGE INDEX block_hash IF NOT EXISTS FOR (n:Block) ON (n.hash);
CREATE CONSTRAINT member_row IF NOT EXISTS FOR (n:Member) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX member_paper IF NOT EXISTS FOR (n:Member) ON (n.paper);
CREATE CONSTRAINT decision_row IF NOT EXISTS FOR (n:Decision) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX decision_one_base IF NOT EXISTS FOR (n:Decision) ON (n._one_base);
CREATE RANGE INDEX decision_other_base IF NOT EXISTS FOR (n:Decision) ON (n._other_base);
CREATE RANGE INDEX decision_one_node IF NOT EXISTS FOR (n:Decision) ON (n.one_node);
CREATE RANGE INDEX decision_other_node IF NOT EXISTS FOR (n:Decision) ON (n.other_node);
CREATE CONSTRAINT redirect_row IF NOT EXISTS FOR (n:Redirect) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX redirect_target IF NOT EXISTS FOR (n:Redirect) ON (n.target);
CREATE CONSTRAINT relation_row IF NOT EXISTS FOR (n:RelationEvidence) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX relation_edge IF NOT EXISTS FOR (n:RelationEvidence) ON (n.edge);
CREATE RANGE INDEX relation_paper IF NOT EXISTS FOR (n:RelationEvidence) ON (n.paper);
CREATE CONSTRAINT naming_row IF NOT EXISTS FOR (n:Naming) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX naming_node IF NOT EXISTS FOR (n:Naming) ON (n.node);
CREATE RANGE INDEX naming_paper IF NOT EXISTS FOR (n:Naming) ON (n.paper);
CREATE RANGE INDEX naming_form IF NOT EXISTS FOR (n:Naming) ON (n._form);
CREATE CONSTRAINT local_row IF NOT EXISTS FOR (n:Local) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX local_paper IF NOT EXISTS FOR (n:Local) ON (n.paper);
CREATE RANGE INDEX local_name IF NOT EXISTS FOR (n:Local) ON (n._name);
CREATE CONSTRAINT abbreviation_row IF NOT EXISTS FOR (n:Abbreviation) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX abbreviation_short IF NOT EXISTS FOR (n:Abbreviation) ON (n._short);
CREATE RANGE INDEX abbreviation_paper IF NOT EXISTS FOR (n:Abbreviation) ON (n.paper);
CREATE CONSTRAINT resolution_row IF NOT EXISTS FOR (n:Resolution) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX resolution_target IF NOT EXISTS FOR (n:Resolution) ON (n._target);
CREATE CONSTRAINT slot_row IF NOT EXISTS FOR (n:Slot) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX slot_paper IF NOT EXISTS FOR (n:Slot) ON (n.paper);
CREATE RANGE INDEX slot_author IF NOT EXISTS FOR (n:Slot) ON (n.author);
CREATE RANGE INDEX slot_key IF NOT EXISTS FOR (n:Slot) ON (n._key);
CREATE CONSTRAINT slot_block_row IF NOT EXISTS FOR (n:SlotBlock) REQUIRE n._row IS UNIQUE;
CREATE RANGE INDEX slot_block_paper IF NOT EXISTS FOR (n:SlotBlock) ON (n.paper);
CREATE RANGE INDEX slot_block_block IF NOT EXISTS FOR (n:SlotBlock) ON (n._block);
