"""The real Neo4j that other tests use: it starts, is lost and comes back, and is emptied."""

from __future__ import annotations

import neo4j
import pytest
from neo4j.exceptions import AuthError
from neo4j_container import Container
from neo4j_files import NEO4J_VERSION, MissingProgramError, java, libraries
from neo4j_server import GivenServer, Neo4jServer, for_tests


@pytest.fixture(scope="module")
def own():
    """A server of these tests alone."""
    settings = {"db.memory.transaction.max": "4m"}
    with Neo4jServer(password="of eight letters", settings=settings) as server:  # noqa: S106  # gone with the server
        yield server


def test_a_server_with_a_password_asks_for_it(own):
    assert own.run("RETURN 1 AS one")[0]["one"] == 1
    with (
        neo4j.GraphDatabase.driver(own.bolt_url) as nobody,
        pytest.raises(AuthError),
    ):
        nobody.verify_connectivity()


def test_a_setting_reaches_the_server(own):
    shown = own.run("SHOW SETTINGS 'db.memory.transaction.max' YIELD value")
    assert shown[0]["value"] == "4.00MiB"


def test_a_killed_server_comes_back_with_what_was_committed(own):
    url = own.url
    own.run("CREATE (:Paper {title: $title})", title="of a paper")
    own.kill()
    own.start()
    assert own.url == url
    assert [row["title"] for row in own.run("MATCH (p) RETURN p.title AS title")] == ["of a paper"]


def test_it_is_the_version_that_was_asked_for(neo4j):
    assert neo4j.run("CALL dbms.components() YIELD versions")[0]["versions"] == [NEO4J_VERSION]


def test_reset_empties_it_though_a_transaction_is_open(neo4j):
    neo4j.reset(schema=True)  # what other tests left
    neo4j.run("CREATE CONSTRAINT FOR (p:Paper) REQUIRE p.id IS UNIQUE")
    with neo4j.driver.session(database="neo4j") as other:
        open_transaction = other.begin_transaction()
        open_transaction.run("MERGE (:Paper {id: 1})").consume()
        neo4j.run("CREATE (:Paper {id: 2})-[:CITES]->(:Paper {id: 3})")
        neo4j.reset()
        assert neo4j.run("MATCH (n) RETURN n") == []
        assert len(neo4j.run("SHOW CONSTRAINTS")) == 1
        open_transaction.close()
    neo4j.reset(schema=True)
    assert neo4j.run("SHOW CONSTRAINTS") == []


def test_a_given_server_with_nodes_is_left_alone(neo4j):
    neo4j.run("CREATE (:Precious)")
    with pytest.raises(RuntimeError, match="it holds nodes"):
        GivenServer(neo4j.url).start()
    assert len(neo4j.run("MATCH (n:Precious) RETURN n")) == 1


def test_a_given_server_is_emptied_at_the_end(neo4j):
    with GivenServer(neo4j.url) as given:
        given.run("CREATE (:Precious)")
        with pytest.raises(RuntimeError, match="not ours to kill"):
            given.kill()
    assert neo4j.run("MATCH (n) RETURN n") == []


def test_each_worker_takes_its_own_of_the_given_servers(monkeypatch):
    monkeypatch.setenv("CITEWEAVE_TEST_NEO4J", "neo4j://a,neo4j://b:1,neo4j://c,neo4j://u:p%40@d")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert (for_tests(0).bolt_url, for_tests(1).auth) == ("neo4j://b:1", ("u", "p@"))
    with pytest.raises(RuntimeError, match="names 4 servers, and server 6 is needed"):
        for_tests(2)


def test_missing_java_is_named_with_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgramError, match="apt-get install openjdk-17-jre-headless"):
        java()


def test_an_older_java_is_named(monkeypatch, tmp_path):
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingProgramError, match="is openjdk version"):
        java()


def test_missing_maven_is_named_and_leaves_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(MissingProgramError, match="apt-get install maven"):
        libraries()
    assert [path.name for path in (tmp_path / "citeweave").iterdir()] == ["neo4j-5.26.30.lock"]


def test_a_damaged_cache_is_fetched_anew(monkeypatch, tmp_path):
    maven = tmp_path / "bin" / "mvn"
    maven.parent.mkdir()
    maven.write_text(
        "#!/bin/sh\nmkdir lib\necho x > lib/neo4j-5.26.30.jar\n"
        "echo x > lib/neo4j-browser-5.24.0.jar\n",
        "utf-8",
    )
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{maven.parent}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    jars = libraries()
    assert [jar.name for jar in jars] == ["neo4j-5.26.30.jar", "neo4j-browser-5.24.0.jar"]
    jars[0].write_text("half of it, and more", "utf-8")
    assert libraries()[0].read_text("utf-8") == "x\n"
    assert {path.name for path in (tmp_path / "citeweave").iterdir()} == {
        "neo4j-5.26.30", "neo4j-5.26.30.lock",
    }  # fmt: skip


def test_the_container_gets_the_same_settings_and_keeps_its_data():
    container = Container(None, {"dbms.security.auth_enabled": "false"}, (7001, 7002))
    command = container.command()
    assert command[-1] == "neo4j:5.26.30-community"
    assert "NEO4J_dbms_security_auth__enabled=false" in command
    assert "NEO4J_server_bolt_advertised__address=127.0.0.1:7001" in command
    assert {"127.0.0.1:7001:7687", "127.0.0.1:7002:7474"} <= set(command)
    assert any(part.endswith(":/data") for part in command)
