#include "sim/language.h"

#include <unordered_map>

namespace tl::sim {

namespace {

using Words = std::unordered_map<std::string_view, const char*>;

// Statuses, their categories, types, priorities and resolutions.
const Words kValues{{"To Do", "Zu erledigen"},
                    {"In Progress", "In Arbeit"},
                    {"In Review", "In Prüfung"},
                    {"Blocked", "Blockiert"},
                    {"Ready for Release", "Bereit zur Freigabe"},
                    {"Done", "Fertig"},
                    {"Won't Do", "Wird nicht erledigt"},
                    {"Selected for Development", "Für die Entwicklung ausgewählt"},
                    {"Waiting for support", "Warten auf Support"},
                    {"Waiting for customer", "Warten auf Kunden"},
                    {"Escalated", "Eskaliert"},
                    {"Resolved", "Gelöst"},
                    {"Closed", "Geschlossen"},
                    {"No Category", "Keine Kategorie"},
                    {"Story", "Geschichte"},
                    {"Task", "Aufgabe"},
                    {"Sub-task", "Unteraufgabe"},
                    {"Subtask", "Unteraufgabe"},
                    {"Bug", "Fehler"},
                    {"Incident", "Vorfall"},
                    {"Service Request", "Serviceanfrage"},
                    {"Highest", "Höchste"},
                    {"High", "Hoch"},
                    {"Medium", "Mittel"},
                    {"Low", "Niedrig"},
                    {"Lowest", "Niedrigste"},
                    {"Duplicate", "Duplikat"},
                    {"Cannot Reproduce", "Nicht reproduzierbar"},
                    {"Unresolved", "Nicht erledigt"},
                    {"Impediment", "Hindernis"},
                    {"Ranked higher", "Höher eingestuft"}};

// Fields, as the catalogue and as histories call them.
const Words kFields{{"Status Category Changed", "Statuskategorie geändert"},
                    {"Issue Type", "Vorgangstyp"},
                    {"issuetype", "Vorgangstyp"},
                    {"Parent", "Übergeordnet"},
                    {"Time Spent", "Zeitaufwand"},
                    {"timespent", "Zeitaufwand"},
                    {"Project", "Projekt"},
                    {"project", "Projekt"},
                    {"Fix versions", "Lösungsversionen"},
                    {"Fix Version", "Lösungsversion"},
                    {"Affects versions", "Betroffene Versionen"},
                    {"Resolution", "Lösung"},
                    {"resolution", "Lösung"},
                    {"Created", "Erstellt"},
                    {"Priority", "Priorität"},
                    {"priority", "Priorität"},
                    {"Labels", "Stichwörter"},
                    {"labels", "Stichwörter"},
                    {"Remaining Estimate", "Verbleibende Schätzung"},
                    {"timeestimate", "Verbleibende Schätzung"},
                    {"Original estimate", "Ursprüngliche Schätzung"},
                    {"Linked Issues", "Verknüpfte Vorgänge"},
                    {"Link", "Verknüpfung"},
                    {"Assignee", "Zugewiesene Person"},
                    {"assignee", "Zugewiesene Person"},
                    {"Updated", "Aktualisiert"},
                    {"Components", "Komponenten"},
                    {"Component", "Komponente"},
                    {"Description", "Beschreibung"},
                    {"description", "Beschreibung"},
                    {"Summary", "Zusammenfassung"},
                    {"summary", "Zusammenfassung"},
                    {"Creator", "Ersteller"},
                    {"Sub-tasks", "Unteraufgaben"},
                    {"Reporter", "Autor"},
                    {"reporter", "Autor"},
                    {"Due date", "Fälligkeitsdatum"},
                    {"duedate", "Fälligkeitsdatum"},
                    {"Comment", "Kommentar"},
                    {"Log Work", "Arbeit protokollieren"},
                    {"Time tracking", "Zeiterfassung"},
                    {"Security Level", "Sicherheitsstufe"},
                    {"security", "Sicherheitsstufe"},
                    {"Epic Link", "Epos-Verknüpfung"},
                    {"Epic Name", "Eposname"},
                    {"Start date", "Startdatum"},
                    {"Story Points", "Storypunkte"},
                    {"Story point estimate", "Storypunkt-Schätzung"},
                    {"Rank", "Rang"},
                    {"Flagged", "Markiert"},
                    {"Request Type", "Anfragetyp"},
                    {"Key", "Schlüssel"},
                    {"This issue", "Dieser Vorgang"},
                    {"blocks", "blockiert"},
                    {"is blocked by", "wird blockiert von"},
                    {"clones", "klont"},
                    {"is cloned by", "wird geklont von"},
                    {"duplicates", "dupliziert"},
                    {"is duplicated by", "wird dupliziert von"},
                    {"relates to", "bezieht sich auf"}};

}  // namespace

std::string translated(Language language, std::string_view english) {
  if (language == Language::kGerman) {
    if (const auto found = kValues.find(english); found != kValues.end()) return found->second;
    if (const auto found = kFields.find(english); found != kFields.end()) return found->second;
  }
  return std::string(english);
}

}  // namespace tl::sim
